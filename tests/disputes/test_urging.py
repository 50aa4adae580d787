"""The supervising office urges in writing what is late, once a day."""

import pytest

from disputes import actions
from disputes.choices import State
from puyang_property.core.models import Notification
from puyang_property.core.refusals import Refused
from tests.disputes.living import CLERK, OFFICER, OFFICERS, last_line, unchanged


@pytest.fixture
def late(living):
    """A case of 2 March that is handled, on a day in May."""
    return living.case(State.IN_PROGRESS)


def urge(living, case, by=None, day=6, **more):
    by = by or living.person(OFFICER)
    return actions.urge(case, by=by, now=living.at(day=day, month=5), **more)


@pytest.mark.parametrize("who", OFFICERS)
def test_the_office_is_told_in_the_words_of_the_ladder(living, late, who):
    urge(living, late, by=living.person(who), note="请今天答复。")
    notice = Notification.objects.get(occasion="deadline_urge", subject_id=late.pk)
    assert notice.post == living.post(CLERK)
    assert notice.context["due_on"] == "2026-03-24"


def test_history_keeps_who_urged_what_and_with_which_words(living, late):
    urge(living, late, note="请今天答复。")
    line = last_line(late)
    assert (line.name, line.user, line.note_row.text) == (
        "urged",
        living.person(OFFICER),
        "请今天答复。",
    )


def test_nobody_else_urges(living, late):
    living.refused_to_all_but(OFFICERS, late, lambda by: urge(living, late, by=by))


def test_what_keeps_its_dates_is_not_urged(living, late):
    with unchanged(), pytest.raises(Refused):
        actions.urge(late, by=living.person(OFFICER), now=living.at(day=10))


def test_once_a_day_is_enough_and_the_next_day_again(living, late):
    urge(living, late)
    with unchanged(), pytest.raises(Refused):
        urge(living, late)
    urge(living, late, day=7)
    assert Notification.objects.filter(occasion="deadline_urge").count() == 2


def test_an_ended_case_is_not_urged(living):
    case = living.case(State.CLOSED)
    with unchanged(), pytest.raises(Refused):
        urge(living, case)
