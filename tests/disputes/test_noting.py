"""Notes for colleagues and texts for the resident: who may write, and who reads them."""

import pytest
from django.core.exceptions import ValidationError

from disputes import actions, tracking
from disputes.choices import MessageKind, State
from tests.disputes.living import (
    CITY,
    CLERK,
    MEDIATOR,
    OFFICER,
    WORKER,
    breaking,
    last_line,
    unchanged,
)

MAY = (CLERK, OFFICER, CITY, WORKER, MEDIATOR)


def note(living, case, by=CLERK, **more):
    by = living.person(by) if isinstance(by, str) else by
    given = {"text": "物业说周四来修。", "now": living.at(day=12), **more}
    return actions.note(case, by=by, **given)


@pytest.mark.parametrize("who", MAY)
def test_everybody_who_works_on_the_case_notes(living, who):
    message = note(living, living.case(), by=who)
    assert (message.kind, message.written_by) == (MessageKind.INTERNAL, living.person(who))


def test_nobody_else_notes(living):
    case = living.case()
    living.refused_to_all_but(MAY, case, lambda by: note(living, case, by=by))


def test_an_empty_note_is_none(living):
    case = living.case()
    with unchanged(), pytest.raises(ValidationError):
        note(living, case, text=" \n")


def test_an_internal_note_is_never_shown_to_the_resident(living):
    case = living.case()
    note(living, case)
    status = tracking.status_of(case.complaints.get())
    assert status.messages == []
    assert len(status.events) == 1


def test_a_text_reaches_its_resident_and_no_other_of_the_same_case(living):
    case, twin = living.case(), living.case()
    living.take("merge", twin, into=case)
    mine, other = case.complaints.order_by("pk")
    note(living, case, complaint=mine)
    assert [m.text for m in tracking.status_of(mine).messages] == ["物业说周四来修。"]
    assert tracking.status_of(other).messages == []
    words = str(tracking.PUBLIC_EVENTS["wrote_to_resident"])
    assert words in [event["text"] for event in tracking.status_of(mine).events]
    assert words not in [event["text"] for event in tracking.status_of(other).events]


def test_a_text_to_the_resident_of_another_case_is_refused(living):
    case, other = living.case(), living.case()
    with unchanged(), pytest.raises(ValidationError):
        note(living, case, complaint=other.complaints.get())


def test_a_closed_case_can_still_be_noted(living):
    case = living.case(State.CLOSED)
    note(living, case)
    assert case.internal_notes.count() == 1


def test_history_knows_that_and_through_which_post_but_not_what_was_written(living):
    case = living.case()
    message = note(living, case)
    line = last_line(case)
    assert (line.name, line.post) == ("noted", living.post(CLERK))
    assert line.changes == {"message": message.pk}


def test_a_failure_at_the_last_write_leaves_nothing(living, monkeypatch):
    case = living.case()
    with breaking(monkeypatch, "puyang_property.core.history.record"):
        note(living, case)
