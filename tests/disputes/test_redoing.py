"""The supervisor has a case handled again after “not satisfied”: a new round, a new clock."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from disputes import actions
from disputes.choices import Channel, State
from puyang_property.core.refusals import Refused
from tests.disputes.living import (
    CLERK,
    OFFICER,
    OFFICERS,
    UNHAPPY,
    breaking,
    ended,
    kinds_of,
    last_line,
    told,
    unchanged,
)


@pytest.fixture
def unhappy(living):
    case = living.case(State.REPLIED)
    living.visit(case, **UNHAPPY)
    return case


@pytest.mark.parametrize("who", OFFICERS)
def test_the_supervisor_opens_a_new_round_in_which_everything_is_asked_anew(living, unhappy, who):
    living.take("redo", unhappy, by=living.person(who))
    complaint = unhappy.complaints.get()
    assert (unhappy.state, unhappy.round) == (State.IN_PROGRESS, 2)
    assert (complaint.reply, complaint.replied_at, complaint.satisfied) == ("", None, "")
    assert unhappy.messages.filter(text="已修好。").exists()


def test_nobody_else_has_it_redone(living, unhappy):
    living.refused_to_all_but(OFFICERS, unhappy, lambda by: living.take("redo", unhappy, by=by))


def test_only_a_case_with_a_reply_is_redone(living):
    living.refused_elsewhere("redo")


def test_what_everybody_is_satisfied_with_is_closed_not_redone(living):
    case = living.case(State.REPLIED)
    living.visit(case)
    with unchanged(), pytest.raises(Refused):
        living.take("redo", case)


def test_the_supervisor_says_what_to_do_differently(living, unhappy):
    with unchanged(), pytest.raises(ValidationError):
        living.take("redo", unhappy, note=" ")


def test_the_office_is_told_and_history_names_the_supervisor(living, unhappy):
    living.take("redo", unhappy)
    assert told("dispute_redone", unhappy) == {living.post(CLERK)}
    line = last_line(unhappy)
    assert (line.name, line.from_state, line.to_state) == ("redone", "replied", "in_progress")
    assert (line.post, line.changes["round"]) == (living.post(OFFICER), 2)


def test_handling_is_counted_anew_from_the_day_of_the_decision(living, unhappy):
    living.take("redo", unhappy)
    # 12 March and fifteen working days; 4 to 6 April are Tomb-sweeping Day
    assert kinds_of(unhappy) == {"handle": date(2026, 4, 2)}
    living.take("reply", unhappy, now=living.at(day=13))
    assert kinds_of(unhappy) == {"return_visit": date(2026, 3, 18)}


def test_a_deputys_dissatisfaction_gives_one_month(living):
    case = living.case(State.REPLIED, channel=Channel.NPC)
    living.visit(case, **UNHAPPY)
    living.take("redo", case)
    assert kinds_of(case) == {"handle": date(2026, 4, 13)}  # 12 April is a Sunday


def test_the_visit_that_was_still_owed_is_owed_no_more(living):
    case, twin = living.case(State.IN_PROGRESS), living.case()
    living.take("merge", twin, into=case)
    living.take("reply", case, now=living.at(day=9))
    first = case.complaints.order_by("pk").first()
    actions.visit(first, by=living.person("worker_jingdong"), now=living.at(day=10), **UNHAPPY)
    living.take("redo", case)
    assert ended(case, "cancelled") == {"return_visit"}


def test_attempts_of_the_last_round_do_not_count_in_the_new_one(living):
    case = living.case(State.REPLIED)
    for _attempt in range(2):
        living.visit(case, result="not_reached")
    living.visit(case, **UNHAPPY)
    living.take("redo", case)
    living.take("reply", case)
    with unchanged(), pytest.raises(Refused):
        living.take("close", case)


def test_an_explanation_of_the_last_round_does_not_serve_in_the_new_one(living, unhappy):
    actions.explain(unhappy, by=living.person(OFFICER), text="已尽力。", now=living.at(day=11))
    living.take("redo", unhappy)
    unhappy.refresh_from_db()
    assert (unhappy.explained_at, unhappy.explained_by) == (None, None)


def test_a_failure_at_the_last_write_leaves_nothing(living, unhappy, monkeypatch):
    with breaking(monkeypatch, "disputes.notifications.redone"):
        living.take("redo", unhappy)
