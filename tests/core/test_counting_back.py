"""Notices that count back from an event follow the calendar, as everything counted does."""

from datetime import date, datetime

import pytest
from django.utils import translation

from puyang_property.core import clock, clockwork, periods
from puyang_property.core.calendar import current_calendar
from puyang_property.core.periods import Rule, Unit
from puyang_property.core.workdays import SHANGHAI
from tests.factories.core_clock import (
    CalendarDayFactory,
    CalendarYearFactory,
    DeadlineExtensionFactory,
)

NOW = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
NINETY_DAYS = Rule("test.notice", "notice", 90, Unit.CALENDAR_DAYS)


@pytest.fixture
def notice(area, calendar):
    """Start a clock that counts back from a day: notice(day, rule, now) -> deadline."""

    def start(event_on, rule=NINETY_DAYS, now=NOW):
        found = periods.before(event_on, rule, current_calendar())
        return clock.start_on(area("hualong"), "notice", found, name_zh="通知", now=now)

    return start


def closed(*days):
    for day in days:
        CalendarDayFactory(day=day, kind="local_closure", name_zh="暴雪")
    return days


def test_the_year_of_the_event_is_entered_and_the_notice_moves_before_the_holiday(notice):
    deadline = notice(date(2027, 5, 10))
    assert (deadline.due_on, deadline.provisional) == (date(2027, 2, 9), True)
    CalendarYearFactory(year=2027)
    for day in range(6, 13):
        CalendarDayFactory(day=date(2027, 2, day), name_zh="春节")
    (move,) = clock.recompute([date(2027, 1, 1), date(2027, 12, 31)], now=NOW)
    deadline.refresh_from_db()
    assert (deadline.due_on, deadline.provisional) == (date(2027, 2, 5), False)
    assert move.old_due_on == date(2027, 2, 9)
    assert clock.recompute(now=NOW) == []
    with translation.override("en"):
        assert deadline.counted_text.startswith(
            "90 calendar days before 10 May 2027 is 9 February 2027."
        )
        assert "before: 9 February 2027" in deadline.counted_text


def test_a_notice_that_moves_before_the_day_it_was_entered_began_there(notice):
    deadline = notice(date(2026, 12, 31), now=datetime(2026, 11, 2, 10, tzinfo=SHANGHAI))
    last = deadline.due_on
    assert deadline.started_on == last
    clock.recompute(closed(last), now=NOW)
    deadline.refresh_from_db()
    assert deadline.started_on == deadline.due_on < last


def test_a_day_closed_far_from_the_notice_moves_it_too(notice):
    deadline = notice(date(2026, 12, 31), Rule("test.notice", "notice", 60, Unit.WORKING_DAYS))
    day = date(2026, 12, 30)
    calendar = current_calendar()
    closed(day)
    (move,) = clock.recompute([day], now=NOW)
    assert move.new_due_on < deadline.due_on < day
    assert calendar.is_working_day(move.new_due_on)


def test_what_was_extended_counts_on_from_the_day_that_moved(notice, administrator):
    deadline = notice(date(2026, 12, 31))
    granted = {"granted": True, "decided_at": NOW, "decided_by": administrator}
    granted["due_after"] = date(2026, 11, 2)
    DeadlineExtensionFactory(deadline=deadline, length=30, unit="calendar_days", **granted)
    before = clockwork.replay(deadline, current_calendar())
    closed(deadline.due_on)
    after = clockwork.replay(deadline, current_calendar())
    assert after.counted["steps"][0]["to"] < before.counted["steps"][0]["to"]
    assert after.raw_end_on < before.raw_end_on
    assert not after.provisional


def test_a_day_that_somebody_set_stays_whatever_the_calendar_says(area, calendar):
    deadline = clock.start_on(area("hualong"), "clause", date(2026, 12, 18), now=NOW)
    assert clock.recompute(closed(date(2026, 12, 18)), now=NOW) == []
    deadline.refresh_from_db()
    assert deadline.due_on == date(2026, 12, 18)
