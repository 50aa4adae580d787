"""Reopening within the window; one of several complaints leaves the others closed."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from disputes import actions
from disputes.actions.resident import reopen_until, resident_of
from disputes.choices import Channel, MessageKind, State
from puyang_property.core import history
from puyang_property.core.refusals import Forbidden, Refused
from tests.disputes.living import (
    CITY,
    CLERK,
    OFFICER,
    breaking,
    kinds_of,
    last_line,
    refused,
    told,
    unchanged,
)

MAY = (CLERK, OFFICER, CITY, "resident")


@pytest.fixture
def case(living):
    """Closed on Wednesday 11 March 2026."""
    return living.case(State.CLOSED)


@pytest.fixture
def joined(living):
    """Two complaints in one closed case."""
    case, twin = living.case(State.IN_PROGRESS), living.case()
    living.take("merge", twin, into=case)
    living.take("reply", case, now=living.at(day=9))
    living.visit(case)
    living.take("close", case, now=living.at(day=11))
    return case


def ask(complaint, **more):
    """Reopen as the resident of `complaint`."""
    given = {"by": resident_of(complaint), "complaint": complaint, "note": "又停了。", **more}
    return actions.reopen(complaint.dispute, **given)


@pytest.mark.parametrize("who", [CLERK, OFFICER, CITY])
def test_the_office_of_the_place_reopens_a_new_round(living, case, who):
    living.take("reopen", case, by=living.person(who))
    assert (case.state, case.round, case.closed_at) == (State.IN_PROGRESS, 2, None)
    assert case.complaints.get().reply == ""


def test_the_resident_reopens_with_the_query_code_and_the_words_are_kept(living, case):
    ask(case.complaints.get(), now=living.at(day=12))
    case.refresh_from_db()
    assert case.state == State.IN_PROGRESS
    assert case.messages.get(kind=MessageKind.FROM_RESIDENT).text == "又停了。"
    line = last_line(case)
    assert (line.name, line.actor_kind, line.user) == ("reopened", "resident", None)


def test_nobody_else_of_the_staff_reopens(living, case):
    living.refused_to_all_but(MAY, case, lambda by: living.take("reopen", case, by=by))


def test_a_code_opens_its_own_complaint_only(living, case):
    other = living.case(State.CLOSED)
    mine, theirs = case.complaints.get(), other.complaints.get()
    by = resident_of(mine)
    with unchanged():
        for on, complaint in ((other, theirs), (case, theirs), (case, None), (other, mine)):
            work = partial(actions.reopen, on, by=by, complaint=complaint, note="又停了。")
            refused(Forbidden, work, about=f"{on} by {complaint}")


def test_only_a_closed_case_is_reopened_and_with_words(living, case):
    living.refused_elsewhere("reopen")
    with unchanged(), pytest.raises(ValidationError):
        living.take("reopen", case, note=" ")


def test_the_window_is_open_on_its_last_day(living, case):
    # 30 days from 11 March end on Friday 10 April
    assert reopen_until(case) == date(2026, 4, 10)
    living.take("reopen", case, now=living.at(23, day=10, month=4))
    assert case.state == State.IN_PROGRESS


def test_the_window_is_shut_on_the_day_after_for_resident_and_clerk(living, case):
    now = living.at(0, day=11, month=4)
    complaint = case.complaints.get()
    with unchanged():
        refused(Refused, lambda: ask(complaint, now=now), about="the resident")
        refused(Refused, lambda: living.take("reopen", case, now=now), about="the clerk")


def test_a_window_that_would_end_in_the_festival_ends_after_it(living):
    case = living.case(State.REPLIED, now=living.at(day=5, month=1))
    living.visit(case)
    living.take("close", case, now=living.at(day=19, month=1))
    assert reopen_until(case) == date(2026, 2, 24)  # 18 February is a holiday


def test_handling_is_counted_from_the_day_of_reopening(living):
    case = living.case(State.CLOSED, channel=Channel.HOTLINE)
    living.take("reopen", case)
    assert kinds_of(case) == {"handle": date(2026, 3, 19)}


def test_the_office_is_told(living, case):
    living.take("reopen", case)
    assert told("dispute_reopened", case) == {living.post(CLERK)}


def test_one_of_several_complaints_is_reopened_alone(living, joined):
    first, second = joined.complaints.order_by("pk")
    new = ask(second, now=living.at(day=12))
    joined.refresh_from_db()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (joined.state, first.dispute, first.reply) == (State.CLOSED, joined, "已修好。")
    assert (new.state, second.dispute, second.reply) == (State.IN_PROGRESS, new, "")
    assert new.number not in {joined.number, second.number}
    assert (new.round, new.handler, new.first_post) == (2, joined.handler, joined.first_post)


def test_both_sides_of_a_split_know_of_each_other(living, joined):
    second = joined.complaints.last()
    new = ask(second, now=living.at(day=12))
    assert [event.name for event in history.of(new)] == ["split_off", "reopened"]
    assert history.of(new).first().changes == {"complaint": second.pk, "from": joined.pk}
    assert last_line(joined).changes == {"complaint": second.pk, "to": new.pk}
    assert kinds_of(joined) == {}
    assert set(kinds_of(new)) == {"handle"}


def test_a_failure_at_the_last_write_leaves_nothing_not_even_the_split(living, joined, monkeypatch):
    second = joined.complaints.last()
    with breaking(monkeypatch, "disputes.notifications.reopened"):
        ask(second, now=living.at(day=12))
