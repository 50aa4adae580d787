"""What was recorded by mistake is taken back or corrected, and history keeps it."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from communities.transfers import actions
from communities.transfers.choices import Mode, State
from puyang_property.core import history
from puyang_property.core.refusals import TransitionNotAllowed
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
