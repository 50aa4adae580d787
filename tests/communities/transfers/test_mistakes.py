"""What was recorded by mistake is taken back or corrected, and history keeps it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from communities.models import LegacyIssue, UtilityTransfer
from communities.transfers import actions, legacy
from communities.transfers.choices import Mode, State
from puyang_property.core import clock, history
from puyang_property.core.refusals import Refused, TransitionNotAllowed
from tests.communities.transfers.steps import AFTER, AGREED, FIRST, Carrier, pay

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- a step by mistake
@pytest.mark.parametrize(
    ("mode", "steps"), [(Mode.TRANSFER_FIRST, FIRST), (Mode.REBUILD_FIRST, AFTER)]
)
def test_every_step_before_the_settlement_can_be_taken_back(transfer, officer_hualong, mode, steps):
    carrier = Carrier(transfer, officer_hualong, mode)
    seen = [transfer.state, *(carrier.take(step).state for step in steps)]
    for state in reversed(seen[:-1]):
        actions.take_back(transfer, by=officer_hualong, note="日期录错")
        assert transfer.state == state
    transfer.refresh_from_db()
    assert transfer.last_day is None
    carrier.take(*steps)


def test_taking_back_leaves_out_a_letter_of_intent_that_never_was(carrier, officer_hualong):
    transfer = carrier.take("survey", "sign_agreement")
    actions.take_back(transfer, by=officer_hualong, note="还没签")
    assert transfer.state == State.SURVEYED


def test_a_step_is_taken_back_with_a_reason_and_never_after_the_settlement(
    carrier, officer_hualong
):
    transfer = carrier.take(*FIRST)
    with pytest.raises(ValidationError):
        actions.take_back(transfer, by=officer_hualong, note=" ")
    pay(transfer, officer_hualong)
    carrier.take("settle")
    with pytest.raises(TransitionNotAllowed):
        actions.take_back(transfer, by=officer_hualong, note="错了")


def test_what_an_agreement_named_can_be_corrected(carrier, officer_hualong):
    transfer = carrier.take(*AGREED)
    actions.describe(transfer, by=officer_hualong, agreed_total=Decimal(800000))
    assert history.of(transfer).last().changes == {"fields": ["agreed_total"]}
    with pytest.raises(ValidationError):
        actions.describe(transfer, by=officer_hualong, receiver="")


# ---------------------------------------------------------------- a legacy issue by mistake
@pytest.fixture
def issue(transfer, officer_hualong, calendar):
    office = officer_hualong.current_posts[0]
    facts = {"kind": "meters", "text": "合用水表", "responsible": office}
    return legacy.leave_issue(transfer, by=officer_hualong, due_on=date(2027, 3, 1), **facts)


def test_a_legacy_issue_is_corrected_and_its_clock_follows(
    issue, officer_hualong, clerk_zhongyuan, client_of
):
    street = clerk_zhongyuan.current_posts[0]
    page = reverse("communities:issue_change", args=[issue.pk])
    sent = {"kind": "papers", "text": "图纸未交", "due_on": "2027-04-01", "responsible": street.pk}
    answer = client_of(officer_hualong).post(page, sent)
    assert answer.status_code == 302
    issue.refresh_from_db()
    assert (issue.kind, issue.text, issue.responsible) == ("papers", "图纸未交", street)
    (running,) = clock.open_for(issue)
    assert (running.due_on, running.post) == (date(2027, 4, 1), street)
    facts = {"kind": "papers", "text": "图纸未交", "responsible": officer_hualong.current_posts[0]}
    legacy.change_issue(issue, by=officer_hualong, due_on=date(2027, 4, 1), **facts)
    assert clock.open_for(issue).get().post == facts["responsible"]
    legacy.change_issue(issue, by=officer_hualong, **facts)
    assert not clock.open_for(issue).exists()
    assert [e.name for e in history.of(issue.transfer)].count("issue_changed") == 3


def test_a_legacy_issue_on_the_wrong_transfer_is_taken_back(issue, officer_hualong, client_of):
    desk = client_of(officer_hualong)
    page = reverse("communities:issue_withdraw", args=[issue.pk])
    assert UtilityTransfer.objects.with_open_issues().exists()
    assert desk.post(page, {"note": ""}).status_code == 422
    assert desk.post(page, {"note": "录错了事项"}).status_code == 302
    issue.refresh_from_db()
    assert not clock.open_for(issue).exists()
    assert not UtilityTransfer.objects.with_open_issues().exists()
    shown = desk.get(issue.get_absolute_url()).text
    assert page not in shown
    assert "录错了事项" in shown
    for verb in (legacy.resolve_issue, legacy.withdraw_issue):
        with pytest.raises(Refused):
            verb(issue, by=officer_hualong, note="再来一次")
    resolved = {"resolved_at": timezone.now(), "resolved_by": officer_hualong}
    with pytest.raises(IntegrityError), transaction.atomic():
        LegacyIssue.objects.filter(pk=issue.pk).update(**resolved)
    actions.withdraw(issue.transfer, by=officer_hualong, note="整条录错")
