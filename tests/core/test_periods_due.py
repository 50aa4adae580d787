from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from puyang_property.core.periods import Extended, Paused, Rule, Unit, before, due
from puyang_property.core.workdays import (
    SHANGHAI,
    DayKind,
    OfficeHours,
    SpecialDay,
    WorkCalendar,
)
from tests.factories.calendars import shipped_calendar

CALENDAR = shipped_calendar()
STARTS = st.dates(date(2004, 1, 1), date(2026, 9, 1))
DAY_UNITS = st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS])
ALL_DAY_UNITS = st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS])


def rule(length, unit):
    return Rule("test.rule", "handle", length, unit)


def ends(start, length, unit, **more):
    return due(start, rule(length, unit), CALENDAR, **more).due_on


@pytest.mark.parametrize(
    ("start", "length", "unit", "expected", "why"),
    [
        (date(2025, 1, 24), 5, "working_days", date(2025, 2, 7), "over Spring Festival 2025"),
        (date(2026, 1, 30), 15, "working_days", date(2026, 2, 27), "over Spring Festival 2026"),
        (date(2026, 9, 30), 1, "working_days", date(2026, 10, 8), "over National Day"),
        (date(2026, 10, 9), 1, "working_days", date(2026, 10, 10), "a worked Saturday counts"),
        (date(2026, 10, 8), 7, "working_days", date(2026, 10, 16), "the holiday before is over"),
        (date(2026, 11, 23), 1, "working_days", date(2026, 11, 24), "day 0 is not counted"),
        (date(2026, 11, 21), 1, "working_days", date(2026, 11, 23), "day 0 may be a Saturday"),
        (date(2026, 11, 2), 15, "calendar_days", date(2026, 11, 17), "an ordinary Tuesday"),
        (date(2026, 11, 6), 15, "calendar_days", date(2026, 11, 23), "a Saturday moves to Monday"),
        (date(2026, 9, 16), 15, "calendar_days", date(2026, 10, 8), "1 October moves to the 8th"),
        (date(2025, 1, 11), 15, "calendar_days", date(2025, 1, 26), "a worked Sunday stays"),
        (date(2026, 8, 24), 60, "calendar_days", date(2026, 10, 23), "holidays inside do count"),
        (date(2025, 11, 30), 3, "months", date(2026, 2, 28), "no 30 February; a worked Saturday"),
        (date(2024, 1, 31), 1, "months", date(2024, 2, 29), "leap year"),
        (date(2026, 7, 7), 3, "months", date(2026, 10, 8), "7 October is a holiday"),
        (date(2025, 8, 15), 6, "months", date(2026, 2, 24), "15 February 2026 starts 9 days off"),
        (date(2026, 11, 23), 0, "working_days", date(2026, 11, 23), "no length: the day itself"),
    ],
)
def test_a_period_ends_on_the_day_that_the_civil_code_names(start, length, unit, expected, why):
    assert ends(start, length, unit) == expected, why


def test_holidays_lengthen_and_never_shorten_the_wait():
    """Seven working days filed on 8 October do not expire at once because 1 to 7 were off."""
    assert ends(date(2026, 10, 8), 7, Unit.WORKING_DAYS) > date(2026, 10, 8) + timedelta(days=6)


@given(STARTS, st.integers(0, 80), ALL_DAY_UNITS)
def test_a_period_never_ends_on_a_day_off(start, length, unit):
    assert CALENDAR.is_working_day(ends(start, length, unit))


@given(STARTS, st.integers(0, 80), st.integers(0, 20), ALL_DAY_UNITS)
def test_a_longer_period_never_ends_earlier(start, length, more, unit):
    assert ends(start, length, unit) <= ends(start, length + more, unit)


@given(STARTS, st.integers(0, 20), st.integers(0, 60), ALL_DAY_UNITS)
def test_a_later_start_never_ends_earlier(start, later, length, unit):
    assert ends(start, length, unit) <= ends(start + timedelta(days=later), length, unit)


@given(STARTS, st.integers(1, 60), DAY_UNITS, st.integers(1, 120))
def test_another_day_off_never_makes_the_end_earlier(start, length, unit, offset):
    closure = {start + timedelta(days=offset): SpecialDay(DayKind.LOCAL_CLOSURE, "暴雨")}
    closed = CALENDAR.with_days(closure)
    assert due(start, rule(length, unit), closed).due_on >= ends(start, length, unit)


@given(STARTS, st.integers(1, 60))
def test_as_many_working_days_lie_between_as_were_owed(start, length):
    assert CALENDAR.working_days_between(start, ends(start, length, Unit.WORKING_DAYS)) == length


@given(STARTS, st.integers(1, 60), DAY_UNITS, st.integers(0, 60))
def test_a_rest_that_ends_on_its_own_day_changes_nothing(start, length, unit, offset):
    plain = due(start, rule(length, unit), CALENDAR)
    day = min(start + timedelta(days=offset), plain.raw_end_on)
    at = datetime.combine(day, time(12), SHANGHAI)
    rested = due(start, rule(length, unit), CALENDAR, events=[Paused(at, at)])
    assert rested.due_on == plain.due_on


@given(STARTS, st.integers(2, 60), st.integers(1, 90))
def test_a_rest_gives_exactly_the_unused_working_days_after_it(start, length, rest):
    stopped = CALENDAR.add_working_days(start, length // 2)
    resumed = stopped + timedelta(days=rest)
    pause = Paused(*(datetime.combine(d, time(9), SHANGHAI) for d in (stopped, resumed)))
    found = due(start, rule(length, Unit.WORKING_DAYS), CALENDAR, events=[pause])
    assert CALENDAR.working_days_between(resumed, found.due_on) == length - length // 2


@given(STARTS, st.integers(1, 40), st.integers(1, 40), ALL_DAY_UNITS)
def test_an_extension_in_the_same_unit_is_a_longer_period(start, length, more, unit):
    found = due(start, rule(length, unit), CALENDAR, events=[Extended(start, more, unit)])
    assert found.due_on == ends(start, length + more, unit)


def test_a_rest_over_a_weekend_does_not_give_the_weekend_back():
    friday = datetime(2026, 11, 20, 17, tzinfo=SHANGHAI)
    monday = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    plain = ends(date(2026, 11, 18), 5, Unit.WORKING_DAYS)
    found = ends(date(2026, 11, 18), 5, Unit.WORKING_DAYS, events=[Paused(friday, monday)])
    assert plain == date(2026, 11, 25)
    assert found == date(2026, 11, 26), "two of five days used by Friday; three after Monday"


def test_the_unused_days_run_from_the_day_after_resumption():
    stopped = datetime(2026, 3, 10, 10, tzinfo=SHANGHAI)
    resumed = datetime(2026, 3, 20, 10, tzinfo=SHANGHAI)
    found = ends(date(2026, 3, 2), 30, Unit.CALENDAR_DAYS, events=[Paused(stopped, resumed)])
    assert found == date(2026, 4, 13), "8 used, 22 left: 11 April is a Saturday"


def test_months_that_rested_go_on_in_days():
    stopped = datetime(2026, 3, 31, 10, tzinfo=SHANGHAI)
    resumed = datetime(2026, 5, 11, 10, tzinfo=SHANGHAI)
    found = due(date(2026, 3, 2), rule(3, Unit.MONTHS), CALENDAR, events=[Paused(stopped, resumed)])
    assert found.due_on == date(2026, 7, 13), "63 days left until 2 June"


def test_an_extension_in_another_unit_counts_from_the_end():
    longer = [Extended(date(2026, 4, 1), 30, Unit.CALENDAR_DAYS)]
    found = due(date(2026, 1, 5), rule(3, Unit.MONTHS), CALENDAR, events=longer)
    assert found.raw_end_on == date(2026, 5, 5)
    assert found.due_on == date(2026, 5, 6)


def test_counting_beyond_the_published_years_is_provisional():
    known = due(date(2026, 12, 1), rule(5, Unit.WORKING_DAYS), CALENDAR)
    unknown = due(date(2026, 12, 30), rule(5, Unit.WORKING_DAYS), CALENDAR)
    assert not known.provisional
    assert unknown.provisional
    assert unknown.counted["provisional_years"] == [2027]


def test_calendar_days_are_provisional_only_when_their_end_lies_in_an_unknown_year():
    assert due(date(2026, 11, 23), rule(60, Unit.CALENDAR_DAYS), CALENDAR).provisional
    assert not due(date(2026, 11, 1), rule(60, Unit.CALENDAR_DAYS), CALENDAR).provisional


@given(STARTS, st.integers(0, 60), ALL_DAY_UNITS)
def test_nothing_is_provisional_within_published_years(start, length, unit):
    found = due(start, rule(length, unit), CALENDAR)
    assert found.provisional == (found.due_on.year > 2026)


@pytest.mark.parametrize(
    ("event", "length", "unit", "expected"),
    [
        (date(2026, 12, 31), 60, "calendar_days", date(2026, 10, 30)),
        (date(2026, 12, 4), 60, "calendar_days", date(2026, 9, 30)),
        (date(2026, 10, 12), 4, "working_days", date(2026, 9, 30)),
        (date(2026, 5, 31), 3, "months", date(2026, 2, 28)),
    ],
)
def test_a_notice_before_an_event_is_due_on_a_working_day_no_later(event, length, unit, expected):
    assert before(event, rule(length, unit), CALENDAR).due_on == expected


def test_hours_run_around_the_clock():
    friday = datetime(2026, 11, 20, 17, tzinfo=SHANGHAI)
    found = due(friday, rule(24, Unit.HOURS), CALENDAR)
    assert found.due_at == friday + timedelta(hours=24)
    assert found.due_on == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        ("2026-11-20T17:00", 2, "2026-11-23T09:30"),
        ("2026-11-20T20:00", 1, "2026-11-23T09:30"),
        ("2026-11-23T08:30", 9, "2026-11-23T17:30"),
        ("2026-09-30T17:30", 10, "2026-10-08T18:00"),
        ("2026-11-23T03:00", 0, "2026-11-23T03:00"),
        ("2026-11-23T09:00", 20, "2026-11-25T10:00"),
    ],
)
def test_working_hours_run_only_while_offices_are_open(start, length, expected):
    moment = datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
    found = due(moment, rule(length, Unit.WORKING_HOURS), CALENDAR)
    assert found.due_at == datetime.fromisoformat(expected).replace(tzinfo=SHANGHAI)


def test_a_rest_of_working_hours_gives_the_unused_hours_back():
    begun = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    pause = Paused(begun + timedelta(hours=1), datetime(2026, 11, 24, 9, tzinfo=SHANGHAI))
    found = due(begun, rule(4, Unit.WORKING_HOURS), CALENDAR, events=[pause])
    assert found.due_at == datetime(2026, 11, 24, 12, tzinfo=SHANGHAI)


def test_longer_office_hours_are_used():
    begun = datetime(2026, 11, 23, 17, tzinfo=SHANGHAI)
    found = due(begun, rule(3, Unit.WORKING_HOURS), CALENDAR, hours=OfficeHours(time(8), time(20)))
    assert found.due_at == begun + timedelta(hours=3)


def test_hours_need_a_moment_to_start_from():
    with pytest.raises(ValueError, match="aware moment"):
        due(date(2026, 11, 23), rule(2, Unit.HOURS), CALENDAR)


def test_a_moment_starts_the_count_on_its_day_in_puyang():
    late_evening_utc = datetime.fromisoformat("2026-11-22T17:00+00:00")
    assert due(late_evening_utc, rule(1, Unit.WORKING_DAYS), CALENDAR).start_on == date(
        2026, 11, 23
    )


@pytest.mark.parametrize(("length", "unit"), [(-1, "months"), (1, "weeks")])
def test_a_rule_without_sense_is_refused(length, unit):
    with pytest.raises(ValueError):
        rule(length, unit)


def test_an_unknown_calendar_still_counts_weekends():
    assert due(date(2026, 11, 20), rule(1, Unit.WORKING_DAYS), WorkCalendar()).due_on == date(
        2026, 11, 23
    )
