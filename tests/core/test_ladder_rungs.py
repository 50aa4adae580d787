from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from puyang_property.core.ladder import Rung, Steps, next_on, reached, rung_days
from tests.factories.calendars import shipped_calendar

CALENDAR = shipped_calendar()
DUE = date(2026, 10, 13)
DAYS = rung_days(DUE, CALENDAR, Steps())
LONG_AGO = date(2026, 1, 1)
DUE_DAYS = st.dates(date(2005, 1, 1), date(2026, 10, 31))


def test_the_rungs_lie_where_the_design_puts_them():
    assert {
        Rung.EARLY: date(2026, 10, 9),
        Rung.LATE: date(2026, 10, 12),
        Rung.DUE: DUE,
        Rung.URGE: date(2026, 10, 14),
        Rung.SUPERVISE: date(2026, 10, 20),
    } == DAYS


def test_the_rungs_step_over_a_holiday():
    days = rung_days(date(2026, 10, 8), CALENDAR, Steps())
    assert days[Rung.LATE] == date(2026, 9, 30)
    assert days[Rung.EARLY] == date(2026, 9, 28)


@given(DUE_DAYS)
def test_every_rung_falls_on_a_working_day_and_none_before_a_lower_one(due_on):
    days = list(rung_days(due_on, CALENDAR, Steps()).values())
    assert days == sorted(days)
    assert all(map(CALENDAR.is_working_day, days))


@pytest.mark.parametrize(
    ("on", "send", "superseded", "next_day"),
    [
        (date(2026, 10, 8), None, (), date(2026, 10, 9)),
        (date(2026, 10, 9), Rung.EARLY, (), date(2026, 10, 12)),
        (date(2026, 10, 12), Rung.LATE, (Rung.EARLY,), DUE),
        (date(2026, 10, 15), Rung.URGE, (Rung.EARLY, Rung.LATE, Rung.DUE), date(2026, 10, 20)),
        (date(2026, 12, 1), Rung.SUPERVISE, tuple(Rung)[:4], None),
    ],
)
def test_after_an_outage_only_the_highest_rung_reached_is_sent(on, send, superseded, next_day):
    found = reached(DAYS, on=on, since=LONG_AGO)
    assert (found.send, found.superseded, found.next_on) == (send, superseded, next_day)


def test_a_rung_that_is_done_is_not_sent_again():
    found = reached(DAYS, on=date(2026, 10, 12), since=LONG_AGO, done=[Rung.EARLY, Rung.LATE])
    assert found.send is None
    assert found.next_on == DUE


def test_a_rung_before_the_clock_began_is_neither_sent_nor_superseded():
    found = reached(DAYS, on=date(2026, 10, 12), since=date(2026, 10, 10))
    assert (found.send, found.superseded) == (Rung.LATE, ())


def test_an_old_import_stays_silent_for_ever():
    found = reached(DAYS, on=date(2026, 11, 23), since=date(2026, 11, 23))
    assert (found.send, found.next_on) == (None, None)
    assert next_on(DAYS, since=date(2026, 11, 23)) is None


@given(DUE_DAYS, st.integers(-10, 20), st.lists(st.integers(0, 12), max_size=8))
def test_whoever_looks_often_or_seldom_every_rung_is_accounted_for_once(due_on, since, looks):
    """Sent and superseded together are exactly the rungs since the start, none of them twice."""
    days = rung_days(due_on, CALENDAR, Steps())
    since = due_on + timedelta(days=since)
    done, on = [], since
    for gap in [*looks, 40, 40]:
        on += timedelta(days=gap)
        found = reached(days, on=on, since=since, done=done)
        done += [*found.superseded, *([found.send] if found.send else [])]
    assert sorted(done) == sorted(rung for rung in Rung if days[rung] >= since)


def test_rungs_are_ordered_by_height():
    assert [rung.height for rung in Rung] == [0, 1, 2, 3, 4]
