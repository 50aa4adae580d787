"""An official finds what was late last month in one street, and hurries what still is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from disputes import actions
from disputes.models import Dispute
from puyang_property.core import spans
from puyang_property.core.models import Deadline, Notification
from tests.journeys.counting import Counter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STREET = "中原路街道"


@pytest.fixture
def late(filed, clerk_zhongyuan):
    """A case whose date fell into last month and was not kept; beside it one that is in time."""
    filed(category="noise")
    case = filed().dispute
    actions.accept(case, by=clerk_zhongyuan)
    due_on = spans.last_month(timezone.localdate()).last
    Deadline.objects.for_subject(case).filter(kind="handle").update(
        due_on=due_on, started_on=due_on - timedelta(days=20)
    )
    Dispute.objects.filter(pk=case.pk).update(next_due_on=due_on)
    return case


@pytest.fixture
def official(signed_in, officer_hualong, town):
    """The district official at the front page of the desk."""
    return signed_in(officer_hualong)


def test_last_months_overdue_cases_of_one_street_are_three_clicks_away(official, late):
    page = official.page
    clicks = Counter(page, "click")
    page.locator("nav.desk-nav a[href$='/figures/']").click()
    page.locator("nav.tabs a[href*='period=last_month']").click()
    row = page.get_by_role("row").filter(has_text=STREET)
    row.locator("a[href*='figure=overdue_in_period']").click()
    page.wait_for_url("**/desk/disputes/?*")
    assert [late.number] == page.locator("tbody th a").all_inner_texts()
    assert clicks.number == 3


NOTE_WHAT_IS_SAID = """box => new MutationObserver(() => { sessionStorage.said = box.textContent; })
    .observe(box, { childList: true })"""


def test_while_a_period_is_counted_the_page_says_so_and_then_shows_it(official):
    page = official.page
    page.goto(official.server.url + "/desk/disputes/figures/")
    status = page.locator("main [data-waiting]")
    status.evaluate(NOTE_WHAT_IS_SAID)
    assert status.inner_text() == ""
    page.locator("nav.tabs a[href*='period=last_year']").click()
    page.wait_for_url("**/figures/?period=last_year")
    assert page.evaluate("sessionStorage.said") == status.get_attribute("data-waiting")
    assert status.inner_text() == ""


def test_an_official_hurries_a_late_case_and_sees_that_in_its_history(official, late):
    page = official.page
    page.goto(official.server.url + "/desk/disputes/?tab=overdue")
    page.locator("tbody th a", has_text=late.number).click()
    page.locator(f"a[href$='{late.number}/urge/']").click()
    page.locator("main textarea").fill("请今天答复。")
    page.locator("main form button.button").first.click()
    page.wait_for_url(f"**{late.get_absolute_url()}")
    assert "请今天答复。" in page.locator("section:has(#history)").inner_text()
    assert Notification.objects.filter(occasion="deadline_urge").count() == 1
