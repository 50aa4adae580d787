"""Closing: after a visit or three attempts, by somebody who did not handle the case."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from disputes import actions
from disputes.choices import MessageKind, State
from puyang_property.core.models import Notification
from puyang_property.core.refusals import Forbidden, Refused
from tests.disputes.living import (
    CITY,
    OFFICER,
    OFFICERS,
    UNHAPPY,
    WORKER,
    breaking,
    ended,
    kinds_of,
    last_line,
    refused,
    told,
    unchanged,
)
from tests.factories.accounts import PostHoldingFactory

MAY = (WORKER, OFFICER, CITY)


@pytest.fixture
def case(living):
    return living.case(State.REPLIED)


@pytest.fixture
def visited(living, case):
    living.visit(case)
    return case


@pytest.fixture
def unhappy(living, case):
    living.visit(case, **UNHAPPY)
    return case


def explain(living, case, by=OFFICER, **more):
    by = living.person(by) if isinstance(by, str) else by
    return actions.explain(case, by=by, **{"text": "已尽力。", "now": living.at(day=11), **more})


@pytest.mark.parametrize("who", MAY)
def test_a_visited_case_is_closed(living, visited, who):
    living.take("close", visited, by=living.person(who))
    assert (visited.state, visited.closed_at) == (State.CLOSED, living.at(day=12))
    assert kinds_of(visited) == {}
    assert ended(visited, "met") == {"decide", "handle", "return_visit"}


def test_nobody_else_closes_the_handler_included(living, visited):
    living.refused_to_all_but(MAY, visited, lambda by: living.take("close", visited, by=by))


def test_only_a_case_with_a_reply_is_closed(living):
    living.refused_elsewhere("close", by=CITY)


@pytest.mark.parametrize(("attempts", "closes"), [(0, False), (2, False), (3, True)])
def test_three_attempts_are_enough(living, case, attempts, closes):
    for _attempt in range(attempts):
        living.visit(case, result="not_reached")
    if closes:
        living.take("close", case)
        assert case.state == State.CLOSED
        assert case.complaints.get().satisfied == ""
    else:
        with unchanged(), pytest.raises(Refused):
            living.take("close", case)


def test_the_residents_own_answer_stands_for_a_visit(living, case):
    complaint = case.complaints.get()
    by = actions.resident.resident_of(complaint)
    actions.answer(complaint, by=by, solved="yes", satisfied="neutral", now=living.at(day=10))
    living.take("close", case)
    assert case.state == State.CLOSED


def test_dissatisfaction_blocks_until_the_supervisor_has_spoken(living, unhappy):
    with unchanged(), pytest.raises(Refused):
        living.take("close", unhappy)
    explain(living, unhappy)
    living.take("close", unhappy)
    assert unhappy.state == State.CLOSED


def test_an_explanation_reaches_the_dissatisfied_and_names_the_post(living, unhappy):
    explain(living, unhappy)
    message = unhappy.messages.filter(kind=MessageKind.TO_RESIDENT).last()
    assert (message.text, message.complaint) == ("已尽力。", unhappy.complaints.get())
    line = last_line(unhappy)
    assert (line.name, line.post) == ("explained", living.post(OFFICER))
    assert unhappy.explained_by == living.person(OFFICER)


def test_only_the_supervisor_explains_and_says_something(living, unhappy):
    living.refused_to_all_but(OFFICERS, unhappy, lambda by: explain(living, unhappy, by=by))
    with unchanged(), pytest.raises(ValidationError):
        explain(living, unhappy, text=" ")


def test_there_is_something_to_explain_only_after_dissatisfaction_and_once(living, unhappy):
    content = living.case(State.REPLIED)
    living.visit(content)
    explain(living, unhappy)
    with unchanged():
        refused(Refused, lambda: explain(living, content), about="a satisfied resident")
        refused(Refused, lambda: explain(living, unhappy), about="a second explanation")


def test_who_becomes_dissatisfied_after_an_explanation_gets_one_of_their_own(living):
    case, twin = living.case(State.IN_PROGRESS), living.case()
    living.take("merge", twin, into=case)
    living.take("reply", case, now=living.at(day=9))
    first, second = case.complaints.order_by("pk")
    worker = living.person(WORKER)
    actions.visit(first, by=worker, now=living.at(9, day=10), **UNHAPPY)
    explain(living, case, now=living.at(day=10))
    actions.visit(second, by=worker, now=living.at(11, day=10), **UNHAPPY)
    with unchanged(), pytest.raises(Refused):
        living.take("close", case)
    explain(living, case, text="第二次说明。")
    assert not first.messages.filter(text="第二次说明。").exists()
    living.take("close", case)


def test_the_supervisor_is_told_once_for_each_round(living, unhappy):
    living.take("redo", unhappy)
    living.take("reply", unhappy)
    living.visit(unhappy, now=living.at(day=13), **UNHAPPY)
    assert told("dispute_dissatisfied", unhappy) == {living.post(OFFICER)}
    assert Notification.objects.filter(occasion="dispute_dissatisfied").count() == 2


def test_history_names_the_post(living, visited):
    living.take("close", visited, note="已核实")
    line = last_line(visited)
    assert (line.name, line.from_state, line.to_state) == ("closed", "replied", "closed")
    assert line.post == living.post(WORKER)
    assert set(line.changes) == {"closed_at"}


def test_a_failure_at_the_last_write_leaves_nothing(living, visited, monkeypatch):
    with breaking(monkeypatch, "puyang_property.core.clock.meet"):
        living.take("close", visited)


def test_a_mediator_who_also_is_a_worker_here_does_not_close_the_own_case(living, cast):
    PostHoldingFactory(
        user=living.person("mediator_zhongyuan"), post=living.post(WORKER), from_on=date(2020, 1, 1)
    )
    case = living.case(State.AGREED)
    living.take("reply", case)
    living.visit(case, now=living.at(day=13))
    with unchanged(), pytest.raises(Forbidden):
        living.take("close", case, by=living.person("mediator_zhongyuan"))
