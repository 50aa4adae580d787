"""A step of the ladder changes while clocks come and go; a clock at rest has no reminder."""

from datetime import datetime, timedelta

import pytest

from puyang_property.core import clock, clockwork, recounting, rulebook
from puyang_property.core.calendar import current_calendar
from puyang_property.core.models import Deadline, RuleSetting
from puyang_property.core.periods import Rule, Unit
from puyang_property.core.workdays import SHANGHAI
from tests.factories.core_clock import DeadlineFactory

NOW = datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)


@pytest.fixture
def clocks(area, calendar, rules):
    place = area("hualong")
    return [
        clock.start(place, kind, Rule("test", kind, 10, Unit.WORKING_DAYS), now=NOW)
        for kind in ("first", "second", "third")
    ]


def test_a_clock_that_is_met_while_the_ladder_changes_is_left_alone(
    clocks, administrator, monkeypatch
):
    first, second, third = clocks
    plan, planned = clockwork.plan, []

    def while_another_is_met(deadline, *args):
        Deadline.objects.filter(pk=second.pk).update(met_at=NOW, met_on=NOW, next_rung_on=None)
        planned.append(deadline.kind)
        return plan(deadline, *args)

    monkeypatch.setattr(recounting, "plan", while_another_is_met)
    before = first.next_rung_on
    setting = RuleSetting.objects.get(code="ladder.early")
    rulebook.change(setting, length=5, reason="濮物〔2026〕3号", by=administrator)
    assert planned == ["first", "third"]
    for each in clocks:
        each.refresh_from_db()
    assert first.next_rung_on == third.next_rung_on < before
    assert second.next_rung_on is None


@pytest.mark.parametrize("field", ["suspended_at", "met_at", "cancelled_at"])
def test_a_clock_that_does_not_run_has_no_next_reminder(field, calendar):
    deadline = DeadlineFactory()
    clockwork.plan(deadline, current_calendar())
    assert deadline.next_rung_on is not None
    setattr(deadline, field, NOW)
    clockwork.plan(deadline, current_calendar())
    assert deadline.next_rung_on is None


def test_a_clock_in_hours_is_late_by_the_minute():
    deadline = DeadlineFactory.build(subject=None, subject_type=None, subject_id=1, area_path="p/")
    deadline.due_at = datetime(2026, 11, 16, 12, tzinfo=SHANGHAI)
    for minutes, late in ((-1, False), (0, False), (1, True)):
        deadline.met_at = deadline.due_at + timedelta(minutes=minutes)
        assert deadline.was_late is late
