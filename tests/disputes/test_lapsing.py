"""The window for judicial confirmation ends by itself."""

from datetime import timedelta

import pytest

from disputes import actions
from disputes.choices import Consent
from disputes.lapsing import lapse_confirmation_windows
from puyang_property.core import clock, history
from puyang_property.core.models import Deadline
from puyang_property.core.refusals import Refused


@pytest.fixture
def agreement(filed, at, clerk_zhongyuan, mediator_zhongyuan):
    dispute = filed().dispute
    actions.accept(dispute, by=clerk_zhongyuan, now=at())
    parties = [
        {"role": role, "name": name, "consent": Consent.GIVEN}
        for role, name in (("owner", "业主"), ("company", "物业"))
    ]
    mediation = actions.start_mediation(
        dispute, by=clerk_zhongyuan, mediator=mediator_zhongyuan, parties=parties, now=at()
    )
    clause = {
        "performer": mediation.parties.get(role="company"),
        "text": "修好电梯",
        "due_on": at(day=20).date(),
    }
    return actions.agree(
        dispute, by=mediator_zhongyuan, form="written", facts="属实", clauses=[clause], now=at()
    )


def test_a_window_that_nobody_used_is_gone_after_its_last_day(agreement, at):
    dispute = agreement.mediation.dispute
    last_day = at(day=1, month=4)

    assert lapse_confirmation_windows(last_day) == 0
    assert lapse_confirmation_windows(last_day + timedelta(days=1)) == 1
    assert lapse_confirmation_windows(last_day + timedelta(days=2)) == 0

    assert not clock.open_for(dispute).filter(kind="confirmation").exists()
    assert history.of(dispute).last().name == "confirmation_lapsed"


def test_afterwards_confirmation_cannot_be_asked_for(agreement, at, mediator_zhongyuan):
    lapse_confirmation_windows(at(day=3, month=4))

    with pytest.raises(Refused):
        actions.ask_confirmation(agreement, by=mediator_zhongyuan, now=at(day=3, month=4))


def test_a_case_in_which_it_fails_keeps_no_other_waiting(agreement, at, caplog):
    lost = Deadline.objects.get(kind="confirmation")
    lost.pk, lost.subject_id, lost.due_on = None, 10**9, lost.due_on - timedelta(days=1)
    lost.save()
    assert lapse_confirmation_windows(at(day=3, month=4)) == 1
    assert "case 1000000000 did not lapse" in caplog.text
