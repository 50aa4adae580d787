"""Naming the handler: somebody whose post answers cases here."""

import pytest
from django.core.exceptions import ValidationError

from disputes import actions
from disputes.choices import State
from puyang_property.core.refusals import Refused
from tests.disputes.living import (
    CITY,
    CLERK,
    OFFICER,
    OTHER_CLERK,
    WORKER,
    breaking,
    last_line,
    refused,
    unchanged,
)

MAY = (CLERK, OFFICER, CITY)
ENDED = (State.CLOSED, State.REFUSED, State.WITHDRAWN, State.MERGED)


def assign(living, case, by=CLERK, handler=OFFICER):
    by = living.person(by) if isinstance(by, str) else by
    return actions.assign(case, by=by, handler=living.person(handler), now=living.at(day=12))


@pytest.mark.parametrize("who", MAY)
def test_the_office_of_the_place_names_the_handler(living, who):
    case = living.case(State.IN_PROGRESS)
    assign(living, case, by=who)
    case.refresh_from_db()
    assert case.handler == living.person(OFFICER)


def test_nobody_else_names_the_handler(living):
    case = living.case()
    living.refused_to_all_but(MAY, case, lambda by: assign(living, case, by=by))


@pytest.mark.parametrize("handler", [OTHER_CLERK, WORKER, "auditor", "stranger"])
def test_whoever_cannot_answer_here_is_not_named(living, handler):
    case = living.case()
    living.person(handler)
    with unchanged(), pytest.raises(ValidationError):
        assign(living, case, handler=handler)


def test_an_ended_case_gets_no_handler(living):
    for state in ENDED:
        case = living.case(state)
        with unchanged():
            refused(Refused, lambda case=case: assign(living, case), about=state)


def test_a_new_handler_of_a_street_to_which_the_case_was_referred_is_welcome(living):
    case = living.case(State.REFERRED)
    assign(living, case, by=OTHER_CLERK, handler=OTHER_CLERK)
    assert case.handler == living.person(OTHER_CLERK)


def test_history_names_post_and_handler(living):
    case = living.case(State.IN_PROGRESS)
    assign(living, case)
    line = last_line(case)
    assert (line.name, line.post) == ("assigned", living.post(CLERK))
    assert line.changes == {"handler": living.person(OFFICER).pk}


def test_a_failure_at_the_last_write_leaves_nothing(living, monkeypatch):
    case = living.case()
    living.person(OFFICER)
    with breaking(monkeypatch, "puyang_property.core.history.record"):
        assign(living, case)
