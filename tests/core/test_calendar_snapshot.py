import csv
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from puyang_property.core.workdays import DayKind, OfficeHours, SpecialDay, days
from tests.factories.calendars import SHIPPED_CSV, shipped_calendar

CALENDAR = shipped_calendar()
DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_year_has_the_working_days_that_the_notice_leaves(year):
    last_of_december = date(year - 1, 12, 31)
    assert CALENDAR.working_days_between(last_of_december, date(year, 12, 31)) == 248


@pytest.mark.parametrize(
    ("day", "works", "why"),
    [
        (date(2025, 1, 26), True, "a Sunday worked for Spring Festival"),
        (date(2025, 2, 8), True, "a Saturday worked for Spring Festival"),
        (date(2025, 1, 28), False, "the eve of Spring Festival"),
        (date(2026, 10, 10), True, "a Saturday worked for National Day"),
        (date(2026, 10, 8), True, "the Thursday after National Day"),
        (date(2026, 2, 23), False, "a Monday in lieu"),
        (date(2026, 11, 21), False, "an ordinary Saturday"),
        (date(2026, 11, 23), True, "an ordinary Monday"),
    ],
)
def test_a_day_works_as_its_notice_says(day, works, why):
    assert CALENDAR.is_working_day(day) is works, why


def test_the_shipped_file_holds_every_kind_of_the_notices():
    with SHIPPED_CSV.open(encoding="utf-8", newline="") as lines:
        kinds = Counter(row["kind"] for row in csv.DictReader(lines))
    assert kinds == {"holiday": 470, "in_lieu": 151, "makeup_workday": 150}


def test_2027_is_not_published_yet():
    assert CALENDAR.is_published(2026)
    assert not CALENDAR.is_published(2027)


@given(DAYS, st.integers(1, 60))
def test_adding_and_counting_working_days_are_inverse(day, number):
    end = CALENDAR.add_working_days(day, number)
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(day, end) == number


@given(DAYS, st.integers(1, 60))
def test_going_back_returns_to_where_it_came_from(day, number):
    day = CALENDAR.next_working_day(day)
    there = CALENDAR.add_working_days(day, number)
    assert CALENDAR.add_working_days(there, -number) == day


@given(DAYS)
def test_the_next_and_the_last_working_day_enclose_a_run_of_days_off(day):
    first, last = CALENDAR.last_working_day(day), CALENDAR.next_working_day(day)
    assert first <= day <= last
    between = [d for d in days(first, last - timedelta(days=1)) if d not in (first, last)]
    assert not any(map(CALENDAR.is_working_day, between))


def test_a_snapshot_cannot_be_changed_behind_the_back_of_a_computation():
    with pytest.raises(TypeError):
        CALENDAR.days[date(2026, 11, 23)] = SpecialDay(DayKind.LOCAL_CLOSURE)


def test_a_copy_with_a_closure_leaves_the_original_alone():
    day = date(2026, 11, 24)
    closed = CALENDAR.with_days({day: SpecialDay(DayKind.LOCAL_CLOSURE, "暴雪", "Blizzard")})
    assert CALENDAR.is_working_day(day)
    assert not closed.is_working_day(day)
    assert closed.name_of(day) == ("暴雪", "Blizzard")
    assert closed.with_days({day: None}) == CALENDAR


def test_an_office_does_not_close_before_it_opens():
    with pytest.raises(ValueError, match="opens before"):
        OfficeHours(OfficeHours().closes, OfficeHours().opens)
