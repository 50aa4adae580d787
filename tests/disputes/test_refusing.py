"""Not accepting: a reason, where to go instead, in writing; and every clock stops."""

import pytest
from django.core.exceptions import ValidationError

from disputes import actions, tracking
from disputes.choices import MessageKind, RefusalReason, State
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
def test_the_office_of_the_place_refuses_with_a_reason(living, who):
    case = living.case()
    living.take("refuse", case, by=living.person(who))
    case.refresh_from_db()
    assert (case.state, case.refusal_reason) == (State.REFUSED, RefusalReason.IN_COURT)
    assert case.closed_at == living.at(day=12)


def test_nobody_else_refuses(living):
    case = living.case()
    living.refused_to_all_but(MAY, case, lambda by: living.take("refuse", case, by=by))


def test_only_what_waits_is_refused(living):
    living.refused_elsewhere("refuse")


@pytest.mark.parametrize(
    ("given", "field"),
    [({"note": " "}, "note"), ({"reason": ""}, "reason"), ({"reason": "dull"}, "reason")],
)
def test_a_refusal_says_why_and_where_else_to_go(living, given, field):
    case = living.case()
    with unchanged(), pytest.raises(ValidationError) as wrong:
        living.take("refuse", case, **given)
    assert field in wrong.value.message_dict


def test_every_resident_of_the_case_reads_where_to_go_instead(living):
    case, twin = living.case(), living.case()
    living.take("merge", twin, into=case)
    living.take("refuse", case, note="请向法院反映。")
    for complaint in case.complaints.all():
        (message,) = tracking.status_of(complaint).messages
        assert (message.kind, message.text) == (MessageKind.TO_RESIDENT, "请向法院反映。")
    assert case.complaints.count() == 2


def test_history_names_the_reason_and_keeps_the_words_in_the_note(living):
    case = living.case(State.REFUSED)
    line = last_line(case)
    assert (line.name, line.from_state, line.to_state) == ("refused", "registered", "refused")
    assert (line.post, line.changes["refusal_reason"]) == (living.post(CLERK), "in_court")
    assert "请向法院反映。" not in str(line.changes)


def test_deciding_was_done_in_time_and_nothing_else_runs(living):
    case = living.case(State.REFUSED)
    assert kinds_of(case) == {}
    assert ended(case, "met") == {"decide"}
    assert not case.has_due_date


def test_a_failure_at_the_last_write_leaves_nothing(living, monkeypatch):
    case = living.case()
    with breaking(monkeypatch, "disputes.actions.triage.write"):
        living.take("refuse", case)


def test_a_referred_case_is_refused_by_the_office_it_went_to_and_by_no_other_street(living):
    case = living.case(State.REFERRED)
    with unchanged(), pytest.raises(Forbidden):
        living.take("refuse", case)
    actions.refuse(case, by=living.person(OTHER_CLERK), reason="not_property", note="请拨打12345。")
    assert (case.state, kinds_of(case)) == (State.REFUSED, {})
    assert ended(case, "cancelled") == {"decide", "take_over"}
