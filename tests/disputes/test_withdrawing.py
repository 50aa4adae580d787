"""Withdrawing: all clocks stop; one of several complaints leaves the others alone."""

from functools import partial

import pytest

from disputes import actions
from disputes.actions.resident import resident_of
from disputes.choices import MediationOutcome, State
from puyang_property.core.actors import CLOCK
from puyang_property.core.refusals import Forbidden
from tests.disputes.living import (
    CITY,
    CLERK,
    OFFICER,
    breaking,
    ended,
    kinds_of,
    last_line,
    refused,
    told,
    unchanged,
)

MAY = (CLERK, OFFICER, CITY, "resident")


def ask(complaint, **more):
    """Withdraw as the resident of `complaint`."""
    given = {"by": resident_of(complaint), "complaint": complaint, **more}
    return actions.withdraw(complaint.dispute, **given)


@pytest.mark.parametrize("state", [State.REGISTERED, State.IN_PROGRESS, State.IN_MEDIATION])
def test_the_resident_withdraws_what_is_not_yet_replied_to_and_every_clock_stops(living, state):
    case = living.case(state)
    ask(case.complaints.get(), now=living.at(day=12))
    case.refresh_from_db()
    assert (case.state, case.closed_at) == (State.WITHDRAWN, living.at(day=12))
    assert kinds_of(case) == {}
    assert not case.has_due_date


def test_an_open_mediation_ends_with_the_case(living):
    case = living.case(State.IN_MEDIATION)
    living.take("withdraw", case)
    assert case.mediations.get().outcome == MediationOutcome.STOPPED
    assert ended(case, "cancelled") == {"handle", "mediation"}


@pytest.mark.parametrize("who", [CLERK, OFFICER, CITY])
def test_the_office_withdraws_for_a_resident(living, who):
    case = living.case()
    living.take("withdraw", case, by=living.person(who))
    line = last_line(case)
    assert (line.name, line.from_state, line.to_state) == ("withdrawn", "registered", "withdrawn")
    assert (line.user, line.post) == (living.person(who), living.post(who))


def test_nobody_else_of_the_staff_withdraws(living):
    case = living.case()
    living.refused_to_all_but(MAY, case, lambda by: living.take("withdraw", case, by=by))


def test_the_portal_itself_withdraws_when_an_import_is_undone(living):
    case = living.case()
    living.take("withdraw", case, by=CLOCK)
    assert last_line(case).actor_kind == "clock"


def test_what_is_elsewhere_or_replied_to_is_not_withdrawn(living):
    living.refused_elsewhere("withdraw")


def test_a_code_withdraws_its_own_complaint_only(living):
    case, other = living.case(), living.case()
    mine, theirs = case.complaints.get(), other.complaints.get()
    by = resident_of(mine)
    with unchanged():
        for on, complaint in ((other, theirs), (case, theirs), (case, None), (other, mine)):
            work = partial(actions.withdraw, on, by=by, complaint=complaint)
            refused(Forbidden, work, about=f"{on} by {complaint}")


def test_one_of_several_complaints_leaves_the_rest_running(living):
    case, twin = living.case(State.IN_PROGRESS), living.case()
    living.take("merge", twin, into=case, now=living.at(day=4))
    first, second = case.complaints.order_by("pk")
    clocks = kinds_of(case)
    gone = ask(second, now=living.at(day=12))
    case.refresh_from_db()
    second.refresh_from_db()
    assert (gone.state, second.dispute) == (State.WITHDRAWN, gone)
    assert (case.state, case.complaints.get()) == (State.IN_PROGRESS, first)
    assert (kinds_of(case), kinds_of(gone)) == (clocks, {})


def test_the_last_of_several_ends_the_case_itself(living):
    case, twin = living.case(State.IN_PROGRESS), living.case()
    living.take("merge", twin, into=case, now=living.at(day=4))
    first, second = case.complaints.order_by("pk")
    ask(second, now=living.at(day=5))
    assert ask(first, now=living.at(day=6)) == case


def test_the_office_is_told(living):
    case = living.case()
    living.take("withdraw", case)
    assert told("dispute_withdrawn", case) == {living.post(CLERK)}


def test_a_failure_at_the_last_write_leaves_nothing(living, monkeypatch):
    case = living.case()
    with breaking(monkeypatch, "disputes.notifications.withdrawn"):
        living.take("withdraw", case)
