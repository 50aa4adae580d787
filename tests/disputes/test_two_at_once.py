"""Two people at the same moment on each verb: one succeeds, the other is refused, one row."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from disputes import actions
from disputes.actions.resident import resident_of
from disputes.choices import OPEN_STATES, State
from disputes.models import Clause, ClockRequest, Complaint, Dispute
from disputes.workflow import WORKFLOW
from puyang_property.core import history, idempotency
from puyang_property.core.refusals import Forbidden, Refused
from tests.disputes.living import CITY, CLERK, HAPPY, MEDIATOR, OFFICER, UNHAPPY, WORDS, WORKER

pytestmark = pytest.mark.django_db(transaction=True)
REFUSALS = (Refused, Forbidden, ValidationError)


def together(*works):
    """Start all at the same moment; return what each gave, refusals included."""
    barrier = Barrier(len(works))

    def run(work):
        try:
            barrier.wait(10)
            return work()
        except REFUSALS as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def assert_one_succeeded(outcomes, about):
    refused = [outcome for outcome in outcomes if isinstance(outcome, REFUSALS)]
    assert len(refused) == len(outcomes) - 1, (about, outcomes)


def twice(row):
    """Return `row` as two people have it before them."""
    return [type(row)._base_manager.get(pk=row.pk) for _person in range(2)]


def ready(living, slug):
    """Return a case on which the transition `slug` is the next step."""
    source = next(state for state in State if WORKFLOW[slug].leaves(state))
    case = living.case(source)
    if slug in {"close", "redo"}:
        living.visit(case, **(UNHAPPY if slug == "redo" else HAPPY))
    return case


def names(case, name):
    return history.of(case).filter(name=name).count()


@pytest.fixture
def everybody(living):
    """Let the cast appear before the threads start."""
    for who in (CLERK, OFFICER, CITY, WORKER, MEDIATOR):
        living.person(who)


def test_every_transition_is_taken_once(living, everybody):
    for slug in WORDS:
        case = ready(living, slug)
        before = names(case, WORKFLOW[slug].name)
        works = [
            partial(living.take, slug, copy, **living.words_for(slug, copy)[1])
            for copy in twice(case)
        ]
        assert_one_succeeded(together(*works), slug)
        assert names(case, WORKFLOW[slug].name) == before + 1, slug


def test_two_steps_that_exclude_each_other_are_not_both_taken(living, everybody):
    for slugs in (("accept", "refuse"), ("reply", "withdraw"), ("agree", "end_mediation")):
        case = ready(living, slugs[0])
        works = [
            partial(living.take, slug, copy, **living.words_for(slug, copy)[1])
            for slug, copy in zip(slugs, twice(case), strict=True)
        ]
        assert_one_succeeded(together(*works), slugs)


def test_two_joinings_that_cross_wait_for_each_other_and_one_wins(living, everybody):
    one, other = living.case(), living.case()
    (one_a, one_b), (other_a, other_b) = twice(one), twice(other)
    merge = partial(actions.merge, by=living.person(CLERK))
    outcomes = together(partial(merge, one_a, into=other_a), partial(merge, other_b, into=one_b))
    assert_one_succeeded(outcomes, "crossing")
    assert Dispute.objects.filter(state=State.MERGED).count() == 1
    (left,) = Dispute.objects.open()
    assert left.complaints.count() == 2


def test_two_residents_of_one_case_withdraw_and_nobody_is_left_alone(living, everybody):
    case, twin = living.case(State.IN_PROGRESS), living.case()
    living.take("merge", twin, into=case)
    works = [
        partial(actions.withdraw, complaint.dispute, by=resident_of(complaint), complaint=complaint)
        for complaint in Complaint.objects.select_related("dispute").order_by("pk")
    ]
    outcomes = together(*works)
    assert not any(isinstance(outcome, REFUSALS) for outcome in outcomes)
    assert not Dispute.objects.open().exists()
    assert Dispute.objects.filter(state=State.WITHDRAWN, complaints=None).count() == 0


def test_one_answer_is_kept_whoever_asked_for_it(living, everybody):
    case = living.case(State.REPLIED)
    one, other = twice(case.complaints.get())
    worker = living.person(WORKER)
    outcomes = together(
        partial(actions.visit, one, by=worker, **HAPPY),
        partial(actions.answer, other, by=resident_of(other), solved="no", satisfied="no"),
    )
    assert_one_succeeded(outcomes, "an answer")
    assert names(case, "visited") + names(case, "answered") == 1


def test_two_explanations_and_two_requests_leave_one(living, everybody):
    unhappy = ready(living, "redo")
    explain = partial(actions.explain, by=living.person(OFFICER), text="已尽力。")
    assert_one_succeeded(together(*(partial(explain, c) for c in twice(unhappy))), "explain")
    case = living.case(State.IN_PROGRESS)
    ask = partial(actions.request_suspension, by=living.person(CLERK), reason="等待检测。")
    assert_one_succeeded(together(*(partial(ask, c) for c in twice(case))), "request")
    one, other = twice(ClockRequest.objects.get())
    now = living.at(day=5)
    outcomes = together(
        partial(actions.decide_request, one, by=living.person(OFFICER), granted=True, now=now),
        partial(
            actions.decide_request,
            other,
            by=living.person(CITY),
            granted=False,
            note="不同意。",
            now=now,
        ),
    )
    assert_one_succeeded(outcomes, "decision")
    assert names(case, "suspension_granted") + names(case, "suspension_denied") == 1


def test_what_is_written_in_a_mediation_is_written_once(living, everybody):
    mediation = living.case(State.IN_MEDIATION).mediations.get()
    by, party = living.person(MEDIATOR), mediation.parties.first()
    session = actions.plan_session(
        mediation, by=by, planned_at=living.at(day=10), place="会议室", now=living.at(day=5)
    )
    serve = partial(actions.serve_notice, by=by, party=party)
    assert_one_succeeded(together(*(partial(serve, s) for s in twice(session))), "notice")
    present = dict.fromkeys(mediation.parties.all(), "present")
    hold = partial(actions.hold_session, by=by, minutes="双方陈述。", presences=present)
    assert_one_succeeded(together(*(partial(hold, s) for s in twice(session))), "session")
    living.take("agree", mediation.dispute)
    agreement, clause = mediation.agreement, Clause.objects.get()
    on = {"by": by, "now": living.at(day=13)}
    for step, row in (
        (actions.ask_confirmation, agreement),
        (actions.confirm, agreement),
        (actions.perform_clause, clause),
    ):
        outcomes = together(*(partial(step, copy, **on) for copy in twice(row)))
        assert_one_succeeded(outcomes, step.__name__)


def test_two_filings_under_one_key_are_one_complaint_with_one_receipt(filed):
    def send():
        return idempotency.run_once("api.complaints", "key-1", {"text": "电梯"}, receipt)

    def receipt():
        done = filed()
        return {"number": done.complaint.number, "query_code": done.query_code}

    outcomes = together(send, send)
    assert outcomes[0].answer == outcomes[1].answer
    assert sorted(outcome.replayed for outcome in outcomes) == [False, True]
    assert Complaint.objects.count() == Dispute.objects.count() == 1


def test_two_filings_at_once_get_numbers_of_their_own(filed):
    outcomes = together(filed, filed)
    assert len({outcome.complaint.number for outcome in outcomes}) == 2
    assert Dispute.objects.filter(state__in=OPEN_STATES).count() == 2
