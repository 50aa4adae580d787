"""并案: complaints move to one case, the emptied one is closed and its clocks stop."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from disputes import actions, tracking
from disputes.choices import State
from disputes.models import Dispute
from puyang_property.core import history
from puyang_property.core.models import Deadline
from puyang_property.core.refusals import Forbidden, Refused
from tests.disputes.living import (
    CITY,
    CLERK,
    OFFICER,
    breaking,
    ended,
    kinds_of,
    last_line,
    refused,
    unchanged,
)

MAY = (CLERK, OFFICER, CITY)


@pytest.fixture
def into(living):
    return living.case(State.IN_PROGRESS)


@pytest.fixture
def case(living):
    return living.case()


@pytest.mark.parametrize("who", MAY)
def test_the_office_of_the_place_joins_two_cases(living, case, into, who):
    living.take("merge", case, by=living.person(who), into=into)
    case.refresh_from_db()
    assert (case.state, case.merged_into) == (State.MERGED, into)
    assert (case.complaints.count(), into.complaints.count()) == (0, 2)


def test_nobody_else_joins(living, case, into):
    living.refused_to_all_but(MAY, case, lambda by: living.take("merge", case, by=by, into=into))


def test_only_what_waits_or_is_handled_is_joined(living):
    living.refused_elsewhere("merge")


def test_clocks_of_the_emptied_case_stop_and_the_others_run_on(living, case, into):
    living.take("merge", case, into=into)
    assert kinds_of(case) == {}
    assert ended(case, "cancelled") == {"decide"}
    case.refresh_from_db()
    stopped = Deadline.objects.for_subject(case).values_list("cancelled_at", flat=True)
    assert set(stopped) == {case.closed_at}
    assert kinds_of(into) == {"handle": date(2026, 3, 24)}
    into.refresh_from_db()
    assert into.next_due_on == date(2026, 3, 24)


def test_a_joined_resident_keeps_number_code_and_messages(living, case, into):
    complaint = case.complaints.get()
    number, digest = complaint.number, complaint.query_code_digest
    message = actions.note(
        case, by=living.person(CLERK), text="请保持电话畅通。", complaint=complaint
    )
    living.take("merge", case, into=into)
    complaint.refresh_from_db()
    message.refresh_from_db()
    assert (complaint.number, complaint.query_code_digest) == (number, digest)
    assert message.dispute == into
    assert str(tracking.PUBLIC_EVENTS["joined_by"]) in [
        event["text"] for event in tracking.status_of(complaint).events
    ]
    assert Dispute.objects.matching(number).filter(pk=into.pk).exists()


def test_both_histories_tell_of_the_joining(living, case, into):
    complaint = case.complaints.get()
    living.take("merge", case, into=into)
    line = last_line(case)
    assert (line.name, line.from_state, line.to_state) == ("merged", "registered", "merged")
    assert (line.post, line.changes["merged_into"]) == (living.post(CLERK), into.pk)
    line = last_line(into)
    assert (line.name, line.post) == ("joined_by", living.post(CLERK))
    assert line.changes == {"dispute": case.pk, "complaints": [complaint.pk]}


def test_a_case_is_not_joined_to_itself(living, case):
    with unchanged(), pytest.raises(ValidationError):
        living.take("merge", case, into=case)


def test_a_case_is_joined_to_one_that_goes_on_and_will_still_be_replied_to(living, case):
    for state in (State.CLOSED, State.REFUSED, State.WITHDRAWN, State.MERGED, State.REPLIED):
        into = living.case(state)
        work = partial(living.take, "merge", case, into=into)
        with unchanged():
            refused(Refused, work, about=state)


def test_a_case_of_another_street_is_not_joined_by_a_clerk_but_by_the_district(living, case):
    elsewhere = living.case(area=living.area("hualong-shenglilu-jinlianhua"))
    with unchanged(), pytest.raises(Forbidden):
        living.take("merge", case, into=elsewhere)
    living.take("merge", case, by=living.person(OFFICER), into=elsewhere)
    assert elsewhere.complaints.count() == 2


def test_attempts_to_visit_made_in_the_old_case_do_not_count_in_the_new_one(living, into):
    case = living.case(State.REPLIED)
    for _attempt in range(3):
        living.visit(case, result="not_reached")
    complaint = case.complaints.get()
    by = actions.resident.resident_of(complaint)
    actions.answer(complaint, by=by, solved="no", satisfied="no", now=living.at(day=11))
    living.take("redo", case)
    living.take("merge", case, into=into)
    living.take("reply", into)
    assert set(actions.closing.unvisited(into)) == set(into.complaints.all())


def test_a_failure_at_the_last_write_leaves_nothing(living, case, into, monkeypatch):
    with breaking(monkeypatch, "disputes.actions.merging.index"):
        living.take("merge", case, into=into)
    assert history.of(case).count() == 1
