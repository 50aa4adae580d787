"""After the reply: a visit, a resident who is not satisfied, and the district that decides."""

import pytest
from django.urls import reverse

from disputes import actions
from disputes.choices import State
from puyang_property.core import secrecy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def replied(filed, clerk_zhongyuan):
    """A case that its clerk has answered."""
    case = filed().dispute
    actions.accept(case, by=clerk_zhongyuan)
    actions.reply(case, by=clerk_zhongyuan, text="电梯已修好。", result="solved")
    return case


def test_the_district_has_a_case_redone_whose_resident_is_not_satisfied(
    signed_in, replied, colleague, officer_hualong
):
    # Given a colleague who visits and hears that nothing is solved
    visitor = signed_in(colleague)
    visitor.open(replied.get_absolute_url())
    visitor.follow("Record the return visit")
    visitor.pick("how it went", "reached")
    visitor.pick("Is the matter solved?", "not solved")
    visitor.pick("Is the resident satisfied with how it was handled?", "not satisfied")
    visitor.press("Record the return visit")

    # When the district official comes in with password and code
    official = signed_in(officer_hualong)
    official.follow("Cases")
    official.follow("All open")
    official.follow(replied.number)
    official.follow("Have it handled again")
    official.fill("what has to be done differently", "请更换主板，不要只复位。")
    official.press("Have it handled again")

    # Then the clerk has it again
    replied.refresh_from_db()
    assert (replied.state, replied.round) == (State.IN_PROGRESS, 2)


def test_the_district_works_in_the_admin_and_another_district_sees_nothing(
    signed_in, filed, clerk_zhongyuan, officer_hualong, officer_puyangxian, auditor
):
    # Given two cases of the district, one of them with its contact seen
    waiting, other = filed().dispute, filed(category="noise").dispute
    complaint = waiting.complaints.get()
    secrecy.reveal(complaint, ["contact_phone"], by=clerk_zhongyuan, reason="约定上门时间")
    cases = reverse("admin:disputes_dispute_changelist")

    # When the official accepts one as an action of the list
    official = signed_in(officer_hualong, path="/admin/")
    official.open(cases)
    official.sees(waiting.number, other.number)
    official.row(waiting.number).get_by_role("checkbox").check()
    official.page.locator("select[name=action]").select_option("accept")
    official.press("Go")
    waiting.refresh_from_db()
    assert waiting.state == State.IN_PROGRESS

    # Then the case and its history tell who did what, and the desk who saw what
    official.follow(waiting.number)
    official.open(reverse("admin:disputes_dispute_history", args=[waiting.pk]))
    official.sees(officer_hualong.display_name)
    official.open(waiting.get_absolute_url())
    official.sees("约定上门时间")

    # And the auditor finds the same in the read log
    reader = signed_in(auditor, path=reverse("admin:core_readlog_changelist"))
    reader.sees(clerk_zhongyuan.display_name, "约定上门时间")

    # And the official of another district finds nothing of it
    stranger = signed_in(officer_puyangxian, path=cases)
    stranger.misses(waiting.number, other.number)
    stranger.open(reverse("admin:disputes_dispute_change", args=[waiting.pk]), status=404)
    stranger.open(waiting.get_absolute_url(), status=404)
