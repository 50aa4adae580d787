"""The table of the workflow itself: every edge is walked, every state can be reached and left."""

import pytest

from disputes.choices import FINAL_STATES, OPEN_STATES, State
from disputes.workflow import WORKFLOW
from puyang_property import roles
from puyang_property.core.actors import ActorKind
from puyang_property.core.workflow import allowed
from tests.disputes.living import (
    CITY,
    CLERK,
    MEDIATOR,
    OFFICER,
    OTHER_CLERK,
    UNHAPPY,
    WORDS,
    WORKER,
    last_line,
)

EDGES = [(step, source) for step in WORKFLOW.transitions for source in sorted(step.sources)]
# whoever takes a step in a state where its usual actor has no say
INSTEAD = {("accept", "referred"): OTHER_CLERK, ("refuse", "referred"): OTHER_CLERK}
BUTTONS = {
    (State.REGISTERED, CLERK): {"accept", "refuse", "refer", "withdraw", "merge"},
    (State.REGISTERED, WORKER): set(),
    (State.REFERRED, CLERK): set(),
    (State.REFERRED, OTHER_CLERK): {"accept", "refuse", "send_back"},
    (State.IN_PROGRESS, CLERK): {"refer", "start_mediation", "reply", "withdraw", "merge"},
    (State.IN_PROGRESS, OTHER_CLERK): set(),
    (State.IN_MEDIATION, MEDIATOR): {"agree", "end_mediation"},
    (State.IN_MEDIATION, OFFICER): {"suspend", "withdraw"},
    (State.AGREED, CLERK): {"reply"},
    (State.REPLIED, CLERK): set(),
    (State.REPLIED, WORKER): {"close"},
    (State.REPLIED, CITY): {"close", "redo"},
    (State.CLOSED, CLERK): {"reopen"},
    (State.SUSPENDED, CLERK): {"resume"},
    (State.SUSPENDED, "auditor"): set(),
    (State.MERGED, CITY): set(),
}


@pytest.mark.parametrize(
    ("step", "source"), EDGES, ids=[f"{step.slug}-{source}" for step, source in EDGES]
)
def test_every_edge_is_walked_by_the_verb_of_its_name(living, step, source):
    case = living.case(source)
    if step.slug == "redo":
        living.visit(case, **UNHAPPY)
    if step.slug == "close":
        living.visit(case)
    who = INSTEAD.get((step.slug, source))
    living.take(step.slug, case, by=who and living.person(who))
    case.refresh_from_db()
    line = last_line(case)
    assert case.state == (step.target or State.IN_PROGRESS)
    assert (line.name, line.from_state, line.to_state) == (step.name, source, case.state)


def test_a_resumed_mediation_goes_back_to_the_mediation(living):
    case = living.case(State.IN_MEDIATION)
    living.take("suspend", case)
    living.take("resume", case)
    assert case.state == State.IN_MEDIATION


@pytest.mark.parametrize(("state", "who"), BUTTONS, ids=lambda part: str(part))
def test_the_table_tells_each_person_the_steps_of_now(living, state, who):
    case = living.case(state)
    assert {step.slug for step in allowed(case, living.person(who))} == BUTTONS[state, who]


def test_every_state_is_reached_and_every_open_state_is_left():
    reached = {step.target for step in WORKFLOW.transitions} | {WORKFLOW.initial}
    assert reached - {None} == set(State)  # None: back to where it was
    assert {source for step in WORKFLOW.transitions for source in step.sources} >= OPEN_STATES


def test_only_a_closed_case_leaves_an_end():
    left = [s.slug for s in WORKFLOW.transitions if s.sources & (FINAL_STATES - {State.CLOSED})]
    assert left == []
    assert [step.slug for step in WORKFLOW.leaving(State.CLOSED)] == ["reopen"]


def test_every_permission_of_the_table_is_granted_to_somebody():
    granted = set().union(*(role.permissions for role in roles.ROLES.values()))
    assert {step.permission for step in WORKFLOW.transitions} <= granted


def test_residents_reopen_and_withdraw_and_nothing_else():
    admitted = {s.slug for s in WORKFLOW.transitions if ActorKind.RESIDENT in s.actors}
    assert admitted == {"reopen", "withdraw"}


def test_every_transition_is_proven_by_the_tests_of_the_verbs():
    assert {step.slug for step in WORKFLOW.transitions} == set(WORDS)
