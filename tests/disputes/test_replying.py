"""The reply: to every resident of the case; handling ends, the return visit begins."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from disputes.choices import MessageKind, State
from tests.disputes.living import (
    CITY,
    CLERK,
    OFFICER,
    WORKER,
    breaking,
    ended,
    kinds_of,
    last_line,
    told,
    unchanged,
)

MAY = (CLERK, OFFICER, CITY)


@pytest.mark.parametrize("who", MAY)
def test_the_office_of_the_place_replies(living, who):
    case = living.case(State.IN_PROGRESS)
    living.take("reply", case, by=living.person(who))
    complaint = case.complaints.get()
    assert (case.state, complaint.reply) == (State.REPLIED, "已修好。")
    assert (complaint.replied_by, complaint.replied_at) == (living.person(who), living.at(day=12))


def test_nobody_else_replies(living):
    case = living.case(State.IN_PROGRESS)
    living.refused_to_all_but(MAY, case, lambda by: living.take("reply", case, by=by))


def test_only_what_is_handled_or_agreed_is_replied_to(living):
    living.refused_elsewhere("reply")


def test_a_case_with_an_agreement_is_replied_to(living):
    case = living.case(State.AGREED)
    living.take("reply", case)
    assert ended(case, "met") == {"decide", "mediation", "handle"}


def test_an_empty_reply_is_none(living):
    case = living.case(State.IN_PROGRESS)
    with unchanged(), pytest.raises(ValidationError):
        living.take("reply", case, text=" ")


def test_everybody_is_answered_and_one_with_words_of_their_own(living):
    case, twin = living.case(State.IN_PROGRESS), living.case()
    living.take("merge", twin, into=case)
    first, second = case.complaints.order_by("pk")
    living.take("reply", case, texts={second.pk: "您家的灯也换了。"})
    sent = dict(case.messages.filter(kind=MessageKind.TO_RESIDENT).values_list("complaint", "text"))
    assert sent == {first.pk: "已修好。", second.pk: "您家的灯也换了。"}


def test_the_community_worker_and_the_office_are_told_to_visit(living):
    case = living.case(State.REPLIED)
    assert told("dispute_visit", case) == {living.post(WORKER), living.post(CLERK)}


def test_history_names_the_post_and_not_the_words(living):
    line = last_line(living.case(State.REPLIED))
    assert (line.name, line.from_state, line.to_state) == ("replied", "in_progress", "replied")
    assert line.post == living.post(CLERK)
    assert "已修好" not in str(line.changes)


def test_handling_ends_and_three_working_days_to_visit_jump_over_the_festival(living):
    case = living.case(now=living.at(day=9, month=2))
    living.take("accept", case, now=living.at(day=10, month=2))
    living.take("reply", case, now=living.at(day=13, month=2))
    assert ended(case, "met") == {"decide", "handle"}
    assert kinds_of(case) == {"return_visit": date(2026, 2, 25)}  # 14, 24 and 25 February


def test_a_failure_at_the_last_write_leaves_nothing(living, monkeypatch):
    case = living.case(State.IN_PROGRESS)
    with breaking(monkeypatch, "disputes.notifications.replied"):
        living.take("reply", case)
