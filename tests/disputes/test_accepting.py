"""Accepting: by the office that has the case; deciding ends, handling begins."""

from datetime import date

import pytest

from disputes import actions
from disputes.choices import Channel, State
from puyang_property.core.refusals import Forbidden
from tests.disputes.living import (
    CITY,
    CLERK,
    OFFICER,
    OTHER_CLERK,
    breaking,
    ended,
    kinds_of,
    last_line,
    unchanged,
)

MAY = (CLERK, OFFICER, CITY)


@pytest.mark.parametrize("who", MAY)
def test_the_office_of_the_place_accepts_and_becomes_the_handler(living, who):
    case = living.case()
    living.take("accept", case, by=living.person(who), now=living.at(day=3))
    case.refresh_from_db()
    assert (case.state, case.handler) == (State.IN_PROGRESS, living.person(who))
    assert case.accepted_at == living.at(day=3)


def test_nobody_else_accepts(living):
    case = living.case()
    living.refused_to_all_but(MAY, case, lambda by: living.take("accept", case, by=by))


def test_only_what_waits_is_accepted(living):
    living.refused_elsewhere("accept")


def test_history_names_the_post_and_what_changed(living):
    case = living.case(State.IN_PROGRESS)
    line = last_line(case)
    assert (line.name, line.from_state, line.to_state) == ("accepted", "registered", "in_progress")
    assert (line.user, line.post) == (living.person(CLERK), living.post(CLERK))
    assert line.changes["handler"] == living.person(CLERK).pk


def test_a_failure_at_the_last_write_leaves_nothing(living, monkeypatch):
    case = living.case()
    with breaking(monkeypatch, "puyang_property.core.clock.start"):
        living.take("accept", case)


def test_deciding_stops_and_fifteen_working_days_begin(living):
    case = living.case(State.IN_PROGRESS)
    assert ended(case, "met") == {"decide"}
    assert kinds_of(case) == {"handle": date(2026, 3, 24)}
    assert case.next_due_on == date(2026, 3, 24)


@pytest.mark.parametrize(
    ("channel", "received", "due_on", "why"),
    [
        (Channel.ONLINE, 13, date(2026, 3, 12), "Saturdays 14 and 28 February are worked"),
        (Channel.COUNTER, 13, date(2026, 3, 12), "as online"),
        (Channel.HOTLINE, 12, date(2026, 2, 26), "from the dispatch; 13, 14, then after the feast"),
        (Channel.PETITION, 13, date(2026, 4, 14), "60 days from acceptance on 13 February"),
        (Channel.NPC, 12, date(2026, 5, 12), "three months from the assignment"),
        (Channel.CPPCC, 12, date(2026, 5, 12), "three months from the assignment"),
        (Channel.INSPECTION, 13, date(2026, 3, 12), "as online"),
    ],
)
def test_handling_is_counted_across_the_spring_festival(living, channel, received, due_on, why):
    day = date(2026, 2, received)
    case = living.case(channel=channel, received_on=day, now=living.at(day=13, month=2))
    living.take("accept", case, now=living.at(day=13, month=2))
    assert kinds_of(case) == {"handle": due_on}, why


def test_the_office_that_the_case_went_to_accepts_it_and_the_referring_one_does_not(living):
    case = living.case(State.REFERRED)
    with unchanged(), pytest.raises(Forbidden):
        actions.accept(case, by=living.person(CLERK))
    living.take("accept", case, by=living.person(OTHER_CLERK))
    assert case.referrals.get().taken_over_at == living.at(day=12)
    assert ended(case, "met") == {"take_over"}


def test_acceptance_after_a_return_keeps_the_first_moment_and_the_first_clock(living):
    case = living.case(State.IN_PROGRESS)
    living.take("refer", case, now=living.at(day=4))
    living.take("send_back", case, now=living.at(day=5))
    living.take("accept", case, now=living.at(day=6))
    assert case.accepted_at == living.at(day=3)
    assert kinds_of(case) == {"handle": date(2026, 3, 24)}


def test_a_handler_who_was_named_before_stays_the_handler(living):
    case, officer = living.case(), living.person(OFFICER)
    actions.assign(case, handler=officer, by=officer)
    living.take("accept", case, by=living.person(CLERK))
    assert case.handler == officer
