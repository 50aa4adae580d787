"""Suspension: asked for with a reason, decided by the district; the unused days are kept."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from disputes import actions
from disputes.choices import Decision, State
from puyang_property.core.clock import ClockRefused
from puyang_property.core.refusals import Forbidden, Refused
from tests.disputes.living import (
    CITY,
    CLERK,
    MEDIATOR,
    OFFICER,
    OFFICERS,
    breaking,
    kinds_of,
    last_line,
    refused,
    told,
    unchanged,
)

MAY = (CLERK, OFFICER, CITY)


@pytest.fixture
def case(living):
    """Accepted on Tuesday 3 March; due on Tuesday 24 March."""
    return living.case(State.IN_PROGRESS)


def ask(living, case, by=CLERK, **more):
    by = living.person(by) if isinstance(by, str) else by
    given = {"reason": "等待检测。", "now": living.at(day=4), **more}
    return actions.request_suspension(case, by=by, **given)


def decide(living, request, by=OFFICER, granted=True, **more):
    by = living.person(by) if isinstance(by, str) else by
    return actions.decide_request(
        request, by=by, granted=granted, **{"now": living.at(day=5), **more}
    )


@pytest.mark.parametrize("who", MAY)
def test_the_office_asks_and_the_district_is_told(living, case, who):
    request = ask(living, case, by=who)
    assert (request.decision, request.asked_by) == (Decision.PENDING, living.person(who))
    assert told("dispute_request", case) == {living.post(OFFICER)}
    line = last_line(case)
    assert (line.name, line.post) == ("suspension_requested", living.post(who))
    assert case.state == State.IN_PROGRESS


def test_nobody_else_asks(living, case):
    living.refused_to_all_but(MAY, case, lambda by: ask(living, case, by=by))


def test_one_asks_with_a_reason_once_and_for_what_can_rest(living, case):
    with unchanged(), pytest.raises(ValidationError):
        ask(living, case, reason=" ")
    ask(living, case)
    with unchanged():
        refused(Refused, partial(ask, living, case), about="a second request")
    for state in (State.REGISTERED, State.AGREED, State.REPLIED, State.CLOSED):
        other = living.case(state)
        with unchanged():
            refused(Refused, partial(ask, living, other), about=state)


def test_the_district_grants_and_the_case_rests(living, case):
    request = decide(living, ask(living, case))
    case.refresh_from_db()
    assert (case.state, case.resume_state) == (State.SUSPENDED, State.IN_PROGRESS)
    assert (request.decision, request.decided_by) == (Decision.GRANTED, living.person(OFFICER))
    assert not case.has_due_date
    assert told("dispute_request_decided", case) == {living.post(CLERK)}
    line = last_line(case)
    assert (line.name, line.post) == ("suspended", living.post(OFFICER))


def test_the_district_denies_with_words_and_nothing_rests(living, case):
    request = ask(living, case)
    with unchanged(), pytest.raises(ValidationError):
        decide(living, request, granted=False)
    decide(living, request, granted=False, note="理由不足。")
    case.refresh_from_db()
    assert (case.state, request.decision) == (State.IN_PROGRESS, Decision.DENIED)
    assert kinds_of(case, suspended_at=None) == {"handle": date(2026, 3, 24)}
    assert last_line(case).name == "suspension_denied"


def test_only_district_and_city_decide_and_never_whoever_asked(living, case):
    request = ask(living, case)
    living.refused_to_all_but(OFFICERS, case, lambda by: decide(living, request, by=by))
    other = living.case(State.IN_PROGRESS)
    own = ask(living, other, by=OFFICER)
    with unchanged(), pytest.raises(Forbidden):
        decide(living, own)
    decide(living, own, by=CITY)


def test_a_request_is_decided_once(living, case):
    request = decide(living, ask(living, case))
    with unchanged(), pytest.raises(Refused):
        decide(living, request, by=CITY, granted=False, note="不同意。")


def test_the_unused_days_begin_on_the_day_after_resumption(living, case):
    # used by Thursday 5 March: 4 and 5; thirteen of fifteen working days are left
    decide(living, ask(living, case))
    actions.resume(case, by=living.person(CLERK), now=living.at(day=12))
    assert case.state == State.IN_PROGRESS
    assert kinds_of(case, suspended_at=None) == {"handle": date(2026, 3, 31)}
    assert case.next_due_on == date(2026, 3, 31)


def test_a_rest_over_the_spring_festival_keeps_the_days_too(living):
    case = living.case(now=living.at(day=9, month=2))
    living.take("accept", case, now=living.at(day=10, month=2))
    living.take("suspend", case, now=living.at(day=12, month=2))
    living.take("resume", case, now=living.at(day=20, month=2))
    # used: 11 and 12 February; thirteen are left from 24 February, Saturday 28 among them
    assert kinds_of(case) == {"handle": date(2026, 3, 11)}


def test_a_mediation_rests_and_goes_on_as_a_mediation(living):
    case = living.case(State.IN_MEDIATION)
    living.take("suspend", case, now=living.at(day=9))
    assert set(kinds_of(case, suspended_at=None)) == set()
    living.take("resume", case, now=living.at(day=16))
    assert case.state == State.IN_MEDIATION
    # five of thirty calendar days were used by 9 March; 25 are left from 17 March
    assert kinds_of(case)["mediation"] == date(2026, 4, 10)


@pytest.mark.parametrize("who", OFFICERS)
def test_an_officer_suspends_directly(living, case, who):
    living.take("suspend", case, by=living.person(who), now=living.at(day=5))
    assert case.state == State.SUSPENDED


def test_nobody_else_suspends_and_only_what_is_under_way(living, case):
    living.refused_to_all_but(OFFICERS, case, lambda by: living.take("suspend", case, by=by))
    living.refused_elsewhere("suspend")
    with unchanged(), pytest.raises(ValidationError):
        living.take("suspend", case, reason=" ")


def test_clerk_and_officers_resume_and_nobody_else(living):
    case = living.case(State.SUSPENDED)
    living.refused_to_all_but(MAY, case, lambda by: living.take("resume", case, by=by))
    living.refused_elsewhere("resume")
    assert MEDIATOR not in MAY
    living.take("resume", case)
    line = last_line(case)
    assert (line.name, line.from_state, line.to_state) == ("resumed", "suspended", "in_progress")


def test_what_has_expired_does_not_rest_any_more(living, case):
    with unchanged(), pytest.raises(ClockRefused):
        living.take("suspend", case, now=living.at(day=25))


@pytest.mark.parametrize(
    ("slug", "state", "last"),
    [
        ("suspend", State.IN_PROGRESS, "puyang_property.core.clock.suspend"),
        ("resume", State.SUSPENDED, "puyang_property.core.clock.resume"),
    ],
)
def test_a_failure_at_the_last_write_leaves_nothing(living, monkeypatch, slug, state, last):
    case = living.case(state)
    with breaking(monkeypatch, last):
        living.take(slug, case)


def test_a_failed_decision_leaves_the_request_waiting(living, case, monkeypatch):
    request = ask(living, case)
    with breaking(monkeypatch, "disputes.notifications.clock_decided"):
        decide(living, request)
