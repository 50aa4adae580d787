"""Extension: asked for before expiry, within the rule's limit, decided by the district."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from disputes import actions
from disputes.choices import Channel, Decision, State
from puyang_property.core.clock import ClockRefused
from puyang_property.core.refusals import Forbidden, Refused
from tests.disputes.living import (
    CITY,
    CLERK,
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
    given = {"length": 5, "reason": "等待配件。", "now": living.at(day=20), **more}
    return actions.request_extension(case, by=by, **given)


def decide(living, request, by=OFFICER, granted=True, **more):
    by = living.person(by) if isinstance(by, str) else by
    return actions.decide_request(
        request, by=by, granted=granted, **{"now": living.at(day=23), **more}
    )


@pytest.mark.parametrize("who", MAY)
def test_the_office_asks_and_the_district_is_told(living, case, who):
    request = ask(living, case, by=who)
    assert (request.decision, request.length) == (Decision.PENDING, 5)
    assert told("dispute_request", case) == {living.post(OFFICER)}
    line = last_line(case)
    assert (line.name, line.post) == ("extension_requested", living.post(who))
    assert (line.changes["clock"], line.changes["length"]) == ("handle", 5)


def test_nobody_else_asks(living, case):
    living.refused_to_all_but(MAY, case, lambda by: ask(living, case, by=by))


def test_one_asks_on_the_last_day_and_not_on_the_day_after(living, case):
    with unchanged(), pytest.raises(Refused):
        ask(living, case, now=living.at(0, day=25))
    ask(living, case, now=living.at(23, day=24))


def test_only_a_clock_that_runs_and_can_be_longer_is_extended(living, case):
    for kind in ("mediation", "decide", "return_visit", "nonsense"):
        with unchanged():
            refused(Refused, partial(ask, living, case, kind=kind), about=kind)
    for state in (State.REGISTERED, State.REPLIED, State.CLOSED, State.REFUSED):
        other = living.case(state)
        with unchanged():
            refused(Refused, partial(ask, living, other), about=state)


def test_one_asks_with_a_reason_and_once_at_a_time(living, case):
    with unchanged(), pytest.raises(ValidationError):
        ask(living, case, reason=" ")
    ask(living, case)
    with unchanged(), pytest.raises(Refused):
        ask(living, case)


def test_granted_days_are_added_to_the_end_and_skip_tomb_sweeping(living, case):
    decide(living, ask(living, case, length=10))
    # ten working days after 24 March: 25–27, 30–31 March, 1–3, then 7 and 8 April
    assert kinds_of(case) == {"handle": date(2026, 4, 8)}
    case.refresh_from_db()
    assert (case.state, case.next_due_on) == (State.IN_PROGRESS, date(2026, 4, 8))
    assert told("dispute_request_decided", case) == {living.post(CLERK)}
    line = last_line(case)
    assert (line.name, line.post) == ("extension_granted", living.post(OFFICER))


def test_a_petition_gets_thirty_calendar_days_at_most(living):
    case = living.case(State.IN_PROGRESS, channel=Channel.PETITION)
    assert kinds_of(case) == {"handle": date(2026, 5, 6)}  # 2 May lies in the Labour Day holiday
    decide(living, ask(living, case, length=30))
    assert kinds_of(case) == {"handle": date(2026, 6, 1)}


def test_a_mediation_gets_thirty_days_too(living):
    case = living.case(State.IN_MEDIATION)
    assert kinds_of(case)["mediation"] == date(2026, 4, 3)
    decide(living, ask(living, case, length=10, kind="mediation"))
    assert kinds_of(case)["mediation"] == date(2026, 4, 13)
    assert kinds_of(case)["handle"] == date(2026, 3, 24)


def test_more_than_the_rule_allows_is_not_granted_and_the_request_stays(living, case):
    request = ask(living, case, length=16)
    with unchanged(), pytest.raises(ClockRefused):
        decide(living, request)
    decide(living, request, granted=False, note="最多十五个工作日。")


def test_a_second_extension_is_not_granted(living, case):
    decide(living, ask(living, case))
    request = ask(living, case)
    with unchanged(), pytest.raises(ClockRefused):
        decide(living, request)


def test_what_was_asked_in_time_may_be_granted_after_the_day(living, case):
    decide(living, ask(living, case, now=living.at(day=24)), now=living.at(day=26))
    assert kinds_of(case) == {"handle": date(2026, 3, 31)}


def test_only_district_and_city_decide_and_never_whoever_asked(living, case):
    request = ask(living, case)
    living.refused_to_all_but(OFFICERS, case, lambda by: decide(living, request, by=by))
    own = ask(living, living.case(State.IN_PROGRESS), by=OFFICER)
    with unchanged(), pytest.raises(Forbidden):
        decide(living, own)


def test_a_denial_says_why_and_moves_nothing(living, case):
    request = ask(living, case)
    with unchanged(), pytest.raises(ValidationError):
        decide(living, request, granted=False, note=" ")
    decide(living, request, granted=False, note="理由不足。")
    assert kinds_of(case) == {"handle": date(2026, 3, 24)}
    assert last_line(case).name == "extension_denied"


def test_what_was_replied_to_meanwhile_is_not_extended_any_more(living, case):
    request = ask(living, case)
    living.take("reply", case)
    with unchanged(), pytest.raises(Refused):
        decide(living, request)


@pytest.mark.parametrize("verb", ["ask", "decide"])
def test_a_failure_at_the_last_write_leaves_nothing(living, case, monkeypatch, verb):
    request = ask(living, case) if verb == "decide" else None
    last = {"ask": "clock_requested", "decide": "clock_decided"}[verb]
    with breaking(monkeypatch, f"disputes.notifications.{last}"):
        decide(living, request) if request else ask(living, case)
