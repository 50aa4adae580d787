"""A date that the calendar moved is told in the history of the case."""

from datetime import timedelta

import pytest
from django.utils import translation

from disputes import timeline
from disputes.choices import State
from puyang_property.core import clock
from tests.factories.core_clock import CalendarDayFactory


@pytest.fixture
def moved(living):
    """A case whose handling ended on Tuesday 24 March 2026, until that day was closed."""
    case = living.case(State.IN_PROGRESS)
    deadline = clock.open_for(case).get(kind="handle")
    CalendarDayFactory(day=deadline.due_on, kind="local_closure", name_zh="暴雪")
    clock.recompute([deadline.due_on], now=living.at(day=20))
    case.refresh_from_db()
    assert case.next_due_on == deadline.due_on + timedelta(days=1)
    return case


@pytest.mark.parametrize(
    ("language", "days"),
    [("en", ("25 March 2026", "24 March 2026")), ("zh-hans", ("2026年3月25日", "2026年3月24日"))],
)
def test_the_case_tells_which_date_moved_from_when_to_when(moved, language, days):
    with translation.override(language):
        entry = timeline.entries(moved, [])[-1]
    assert all(day in entry["body"] for day in days)


def test_a_date_under_no_rule_is_told_as_well(moved, living):
    case = living.case(State.IN_PROGRESS)
    clock.open_for(case).filter(kind="handle").update(rule_code="")
    day = clock.open_for(case).get(kind="handle").due_on
    CalendarDayFactory(day=day, kind="local_closure", name_zh="暴雪")
    clock.recompute([day], now=living.at(day=20))
    with translation.override("en"):
        assert "March" in timeline.entries(case, [])[-1]["body"]
