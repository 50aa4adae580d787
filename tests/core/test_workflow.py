"""The one way to change a state, tried on the cases of the room above."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from disputes import workflow
from disputes.choices import State
from disputes.models import Dispute
from puyang_property.core import history
from puyang_property.core.actors import CLOCK, Actor, ActorKind
from puyang_property.core.refusals import Forbidden, Refused, TransitionNotAllowed
from puyang_property.core.transitions import STAFF, Transition, Workflow
from puyang_property.core.workflow import allowed, move, require
from tests.factories.disputes import ComplaintFactory, DisputeFactory

MOMENT = datetime(2026, 11, 23, 4, 5, 6, 123456, tzinfo=UTC)


@pytest.fixture
def dispute(area, clerk_zhongyuan, calendar):
    return DisputeFactory(area=area("hualong-zhongyuanlu-jingdong"))


def test_a_step_changes_state_and_fields_and_writes_one_event(dispute, clerk_zhongyuan):
    before = history.of(dispute).count()
    event = move(
        dispute, workflow.ACCEPT, by=clerk_zhongyuan, note="好", now=MOMENT, accepted_at=MOMENT
    )
    dispute.refresh_from_db()
    assert (dispute.state, dispute.accepted_at) == (State.IN_PROGRESS, MOMENT)
    assert (event.from_state, event.to_state) == (State.REGISTERED, State.IN_PROGRESS)
    assert (event.name, event.user, event.at) == ("accepted", clerk_zhongyuan, MOMENT)
    assert event.post == clerk_zhongyuan.current_posts[0]
    assert event.note_row.text == "好"
    assert history.of(dispute).count() == before + 1


def test_a_stale_object_is_refreshed_into_and_refused(dispute, clerk_zhongyuan):
    stale = Dispute.objects.get(pk=dispute.pk)
    move(dispute, workflow.ACCEPT, by=clerk_zhongyuan, accepted_at=MOMENT)
    with pytest.raises(TransitionNotAllowed):
        move(stale, workflow.ACCEPT, by=clerk_zhongyuan, accepted_at=MOMENT)
    assert stale.state == State.IN_PROGRESS


def test_a_field_that_the_step_does_not_name_is_not_overwritten(dispute, clerk_zhongyuan):
    stale = Dispute.objects.get(pk=dispute.pk)
    dispute.title = "新的标题"
    dispute.save()
    move(stale, workflow.ACCEPT, by=clerk_zhongyuan, accepted_at=MOMENT)
    dispute.refresh_from_db()
    assert dispute.title == "新的标题"


def test_the_wrong_person_is_refused_before_the_wrong_state_is_told(
    dispute, clerk_zhongyuan, clerk_shengli, auditor
):
    move(dispute, workflow.ACCEPT, by=clerk_zhongyuan, accepted_at=MOMENT)
    for stranger in (clerk_shengli, auditor):
        with pytest.raises(Forbidden):
            move(dispute, workflow.ACCEPT, by=stranger, accepted_at=MOMENT)


def test_an_officer_of_the_district_covers_its_streets(dispute, officer_hualong):
    assert move(dispute, workflow.ACCEPT, by=officer_hualong, accepted_at=MOMENT)


@pytest.mark.parametrize("actor", [CLOCK, Actor(ActorKind.COMPANY_LINK), Actor.resident()])
def test_a_kind_of_actor_that_the_step_does_not_admit_is_refused(dispute, actor):
    with pytest.raises(Forbidden):
        move(dispute, workflow.ACCEPT, by=actor)


def test_a_code_opens_its_own_record_only(dispute):
    own, other = ComplaintFactory(dispute=dispute), ComplaintFactory()
    for subject in (None, other):
        with pytest.raises(Forbidden):
            move(dispute, workflow.WITHDRAW, by=Actor.resident(subject), closed_at=MOMENT)
    assert move(dispute, workflow.WITHDRAW, by=Actor.resident(own), closed_at=MOMENT)


def test_nobody_is_not_an_actor(dispute):
    with pytest.raises(ValueError, match="anonymous"):
        move(dispute, workflow.ACCEPT, by=None)


def test_a_step_back_needs_the_state_to_return_to(dispute, clerk_zhongyuan, officer_hualong):
    move(dispute, workflow.ACCEPT, by=clerk_zhongyuan, accepted_at=MOMENT)
    move(dispute, workflow.SUSPEND, by=officer_hualong, resume_state=State.IN_PROGRESS)
    with pytest.raises(ValueError, match="return to"):
        move(dispute, workflow.RESUME, by=officer_hualong)
    move(dispute, workflow.RESUME, by=officer_hualong, state=State.IN_PROGRESS, resume_state="")
    dispute.refresh_from_db()
    assert dispute.state == State.IN_PROGRESS


def test_a_step_whose_event_fails_changes_nothing(dispute, clerk_zhongyuan, monkeypatch):
    def break_down(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(history, "record", break_down)
    with pytest.raises(RuntimeError):
        move(dispute, workflow.ACCEPT, by=clerk_zhongyuan, accepted_at=MOMENT)
    dispute.refresh_from_db()
    assert dispute.state == State.REGISTERED


def test_require_refuses_as_the_step_would_and_changes_nothing(
    dispute, clerk_zhongyuan, clerk_shengli
):
    with pytest.raises(Forbidden):
        require(dispute, workflow.ACCEPT, by=clerk_shengli)
    with pytest.raises(Refused):
        require(dispute, workflow.CLOSE, by=clerk_zhongyuan)
    assert require(dispute, workflow.ACCEPT, by=clerk_zhongyuan).user == clerk_zhongyuan
    assert dispute.state == State.REGISTERED


def test_buttons_are_the_steps_that_would_succeed(dispute, clerk_zhongyuan, auditor, stranger):
    offered = allowed(dispute, clerk_zhongyuan)
    assert workflow.ACCEPT in offered
    assert workflow.CLOSE not in offered
    assert allowed(dispute, auditor) == allowed(dispute, stranger) == []
    for step in workflow.WORKFLOW.transitions:
        possible = step in offered
        try:
            with transaction.atomic():
                require(dispute, step, by=clerk_zhongyuan)
        except (Forbidden, Refused):
            assert not possible, step.slug
        else:
            assert possible, step.slug


def test_buttons_cost_no_query_for_somebody_whose_posts_are_known(dispute, clerk_zhongyuan):
    allowed(dispute, clerk_zhongyuan)
    with CaptureQueriesContext(connection) as queries:
        allowed(dispute, clerk_zhongyuan)
    assert len(queries) == 0


def test_a_workflow_is_a_table_that_can_be_asked():
    step = Transition("go", "gone", frozenset({"here"}), "there", "x.go", "Go")
    flow = Workflow("here", frozenset({"there"}), (step,))
    assert flow["go"] is step
    assert flow.leaving("here") == [step]
    assert flow.leaving("there") == []
    assert step.actors == STAFF
    with pytest.raises(KeyError):
        flow["stay"]


@pytest.mark.parametrize(
    "row",
    [
        {"state": State.CLOSED},
        {"state": State.SUSPENDED},
        {"state": State.IN_PROGRESS},
        {"state": State.REFUSED, "closed_at": MOMENT},
        {"state": State.MERGED, "closed_at": MOMENT},
        {"closed_at": MOMENT},
    ],
)
def test_the_database_refuses_a_state_that_did_not_come_by_its_step(dispute, row):
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.filter(pk=dispute.pk).update(**row)


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_succeeds_and_history_has_one_row(dispute, clerk_zhongyuan):
    ready, outcomes = threading.Barrier(2), []

    def take():
        mine = Dispute.objects.get(pk=dispute.pk)
        try:
            ready.wait(10)
            move(mine, workflow.ACCEPT, by=clerk_zhongyuan, accepted_at=MOMENT)
            outcomes.append("done")
        except TransitionNotAllowed:
            outcomes.append("refused")
        finally:
            connection.close()

    officers = [threading.Thread(target=take) for _officer in range(2)]
    for officer in officers:
        officer.start()
    for officer in officers:
        officer.join(30)
    assert sorted(outcomes) == ["done", "refused"]
    assert history.of(dispute).filter(name="accepted").count() == 1
