"""Return visits: by somebody who did not handle the case; not reached is never satisfied."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError

from disputes import actions
from disputes.choices import State, VisitResult
from disputes.models import VisitAttempt
from puyang_property.core.refusals import Forbidden, Refused
from tests.disputes.living import (
    CITY,
    CLERK,
    HAPPY,
    OFFICER,
    OTHER_CLERK,
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

MAY = (WORKER, OFFICER, CITY)


@pytest.fixture
def case(living):
    """Handled and replied to by the clerk."""
    return living.case(State.REPLIED)


@pytest.fixture
def complaint(case):
    return case.complaints.get()


def visit(living, complaint, by=WORKER, **said):
    by = living.person(by) if isinstance(by, str) else by
    given = {**HAPPY, "now": living.at(day=10), **said}
    return actions.visit(complaint, by=by, **given)


def test_whoever_did_not_handle_the_case_visits(living, case, complaint):
    attempt = visit(living, complaint, note="老人很高兴")
    assert (attempt.visited_by, attempt.round) == (living.person(WORKER), 1)
    assert (complaint.solved, complaint.satisfied) == ("yes", "yes")
    assert complaint.answered_at == living.at(day=10)


def test_nobody_else_visits_the_handler_included(living, case, complaint):
    living.refused_to_all_but(MAY, case, lambda by: visit(living, complaint, by=by))


def test_whoever_replied_in_an_earlier_round_does_not_visit_either(living, case, complaint):
    visit(living, complaint, **UNHAPPY)
    living.take("redo", case)
    actions.assign(case, by=living.person(OFFICER), handler=living.person(CITY))
    living.take("reply", case, by=living.person(CITY))
    complaint.refresh_from_db()
    with unchanged(), pytest.raises(Forbidden):
        visit(living, complaint, by=CLERK)


def test_the_mediator_of_the_case_does_not_visit(living, cast):
    case = living.case(State.AGREED)
    living.take("reply", case)
    assert case.was_handled_by(living.person("mediator_zhongyuan"))


def test_a_visit_follows_the_reply(living):
    for state in State:
        if state != State.REPLIED:
            case = living.case(state)
            complaint = case.complaints.first() or case.merged_into.complaints.last()
            living.person(CITY)
            with unchanged():
                refused(Refused, partial(visit, living, complaint, by=CITY), about=state)


def test_who_was_reached_gave_both_answers(living, complaint):
    for wrong in ({"solved": ""}, {"satisfied": ""}):
        with unchanged(), pytest.raises(ValidationError):
            visit(living, complaint, **wrong)


@pytest.mark.parametrize("result", [VisitResult.NOT_REACHED, VisitResult.DECLINED])
def test_not_reached_is_never_satisfied(living, complaint, result):
    attempt = visit(living, complaint, result=result, solved="yes", satisfied="yes")
    complaint.refresh_from_db()
    assert (attempt.solved, attempt.satisfied) == ("", "")
    assert (complaint.satisfied, complaint.answered_at) == ("", None)


def test_the_third_attempt_ends_the_clock_and_the_second_does_not(living, case, complaint):
    for _attempt in range(2):
        visit(living, complaint, result="not_reached")
    assert set(kinds_of(case)) == {"return_visit"}
    visit(living, complaint, result="not_reached")
    assert kinds_of(case) == {}
    assert "return_visit" in ended(case, "met")


def test_every_resident_of_a_joined_case_is_visited_before_the_clock_ends(living):
    case, twin = living.case(State.IN_PROGRESS), living.case()
    living.take("merge", twin, into=case)
    living.take("reply", case, now=living.at(day=9))
    one, other = case.complaints.order_by("pk")
    visit(living, one)
    assert set(kinds_of(case)) == {"return_visit"}
    visit(living, other, result="declined")
    assert kinds_of(case) == {}


def test_an_answer_stands_a_visitor_does_not_overwrite_it(living, case, complaint):
    actions.answer(
        complaint,
        by=actions.resident.resident_of(complaint),
        solved="no",
        satisfied="no",
        now=living.at(day=10),
    )
    with unchanged(), pytest.raises(Refused):
        visit(living, complaint)


def test_dissatisfaction_goes_to_the_supervisor_and_satisfaction_to_nobody(living, complaint):
    happy = living.case(State.REPLIED).complaints.get()
    visit(living, happy)
    visit(living, complaint, **UNHAPPY)
    assert told("dispute_dissatisfied", happy.dispute) == set()
    assert told("dispute_dissatisfied", complaint.dispute) == {living.post(OFFICER)}


def test_history_names_the_post_and_the_result(living, case, complaint):
    attempt = visit(living, complaint, result="not_reached")
    line = last_line(case)
    assert (line.name, line.post) == ("visited", living.post(WORKER))
    assert line.changes == {
        "complaint": complaint.pk,
        "result": "not_reached",
        "attempt": attempt.pk,
    }


def test_a_failure_at_the_last_write_leaves_nothing(living, complaint, monkeypatch):
    with breaking(monkeypatch, "puyang_property.core.clock.meet"):
        visit(living, complaint)


def test_a_colleague_of_the_street_to_which_it_was_referred_may_not_after_it_went_back(
    living, complaint
):
    with unchanged(), pytest.raises(Forbidden):
        visit(living, complaint, by=OTHER_CLERK)
    assert not VisitAttempt.objects.exists()
