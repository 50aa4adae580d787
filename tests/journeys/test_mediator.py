"""A mediator: the word of both sides, a session with notice and minutes, an agreement on paper."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from disputes import actions
from disputes.choices import Consent, State
from disputes.models import Clause
from tests.journeys.visitor import CHINESE, ENGLISH

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COMPANY = "濮阳市安居物业管理有限公司"


@pytest.fixture
def mediated(filed, clerk_zhongyuan, mediator_zhongyuan):
    """A case that the clerk has handed to mediation."""
    case = filed(category="parking").dispute
    actions.accept(case, by=clerk_zhongyuan)
    parties = [
        {"role": "owner", "name": "张三丰", "phone": "13800138000", "consent": Consent.GIVEN},
        {"role": "company", "name": COMPANY, "consent": Consent.ASKED},
    ]
    actions.start_mediation(case, by=clerk_zhongyuan, mediator=mediator_zhongyuan, parties=parties)
    return case


def test_a_mediator_leads_both_sides_to_an_agreement(signed_in, mediated, mediator_zhongyuan):
    # Given the case on the mediator's desk
    mediator = signed_in(mediator_zhongyuan)
    mediator.follow(mediated.number)
    mediator.follow("Parties, sessions, agreement")

    # When the company agrees to mediation
    mediator.follow_in_row(COMPANY, "Record the word")
    mediator.pick("word on mediation", "agrees to mediation")
    mediator.press("Record the party's word")

    # And a session is planned, announced to both and held
    mediator.follow("Plan a session")
    tomorrow = timezone.localtime() + timedelta(days=1)
    mediator.fill("day and time", tomorrow.strftime("%Y-%m-%dT%H:%M"))
    mediator.fill("place", "社区会议室")
    mediator.press("Plan a session")
    for _party in range(2):
        mediator.follow("Record a served notice")
        mediator.choose("how", "by telephone")
        mediator.press("Record a served notice")
    mediator.follow("Minutes and attendance")
    mediator.fill("minutes", "双方陈述事实，物业承认划线不清。")
    for party in mediated.mediations.get().parties.all():
        mediator.pick(party.shown_name, "present")
    mediator.press("Record the session")

    # And the agreement has a clause with its day
    mediator.follow("Record the agreement")
    mediator.pick("form", "written")
    mediator.fill("facts and responsibilities", "车位划线不清属实。")
    mediator.page.get_by_label(mediator.word("does what")).first.fill("重新划线，费用由物业承担。")
    due = timezone.localdate() + timedelta(days=20)
    mediator.page.locator("input[name=rows-0-due_on]").fill(due.isoformat())
    mediator.press("Record the agreement")
    mediator.sees("重新划线，费用由物业承担。")
    mediated.refresh_from_db()
    assert mediated.state == State.AGREED
    assert Clause.objects.get().due_on == due

    # Then the whole file can be printed as one paper
    mediator.open(f"/desk/disputes/{mediated.number}/print/")
    mediator.sees(
        "双方陈述事实，物业承认划线不清。", "重新划线，费用由物业承担。", "End of the file."
    )
    mediator.misses("张三丰", "13800138000")


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_the_whole_file_is_one_paper_with_cover_index_and_parts_in_order(
    signed_in, mediated, mediator_zhongyuan, language
):
    # Given the paper of a case, as it goes to the printer
    page = signed_in(mediator_zhongyuan).page
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": page.url}]
    )
    page.goto(page.url.replace("/desk/", f"/desk/disputes/{mediated.number}/print/"))
    page.emulate_media(media="print")

    # Then it begins with a cover whose index leads to every part in its order
    entries = page.locator(".paper__index a")
    headings = page.locator(".paper h2[id^='part-']").all_inner_texts()
    named = [f"{n}. {name}" for n, name in enumerate(entries.all_inner_texts(), 1)]
    assert named == headings
    assert len(headings) == 7

    # And nothing of the portal's frame is on it, and it has a page for the cover
    for frame in (".site-header", ".desk-menu", ".site-footer", ".action-bar"):
        assert not page.locator(frame).first.is_visible()
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) > 1
