"""The calendar as a table: loaded once, edited by people, never stale."""

import threading
from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from puyang_property.core import calendar_loading, clock
from puyang_property.core.calendar import current_calendar
from puyang_property.core.models import CalendarDay, CalendarYear, Deadline
from puyang_property.core.periods import Rule, Unit
from puyang_property.core.workdays import SHANGHAI, DayKind, SpecialDay
from tests.factories.calendars import shipped_calendar
from tests.factories.core_clock import CalendarDayFactory, CalendarYearFactory, load_calendar

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
TEN_DAYS = Rule("test.handle", "handle", 10, Unit.WORKING_DAYS)


def test_loading_enters_the_shipped_days_and_years(db, capsys):
    call_command("load_calendar")
    assert current_calendar() == shipped_calendar()
    assert CalendarDay.objects.count() == 771
    assert CalendarYear.objects.count() == 23


def test_loading_again_changes_nothing_and_keeps_what_an_office_entered(db):
    CalendarDayFactory(day=date(2026, 10, 9), kind="local_closure", name_zh="大雪")
    CalendarDayFactory(day=date(2026, 10, 8), kind="holiday", name_zh="本市另定")
    load_calendar()
    done = calendar_loading.load()
    assert (done.days, done.years, done.moved) == (0, 0, 0)
    assert CalendarDay.objects.get(day=date(2026, 10, 8)).name_zh == "本市另定"
    assert not current_calendar().is_working_day(date(2026, 10, 9))


def test_the_snapshot_follows_every_kind_of_change(db):
    day = date(2026, 11, 24)
    load_calendar()
    assert current_calendar().is_working_day(day)
    row = CalendarDayFactory(day=day, kind="local_closure", name_zh="暴雪")
    assert not current_calendar().is_working_day(day)
    CalendarDay.objects.filter(pk=row.pk).update(name_zh="大风")
    assert current_calendar().name_of(day)[0] == "大风"
    CalendarDay.objects.filter(pk=row.pk).delete()
    assert current_calendar().is_working_day(day)
    CalendarYearFactory(year=2027)
    assert current_calendar().is_published(2027)


def test_a_change_that_was_rolled_back_is_forgotten(db):
    day = date(2026, 11, 24)
    load_calendar()
    with transaction.atomic():
        CalendarDayFactory(day=day, kind="local_closure")
        assert not current_calendar().is_working_day(day)
        transaction.set_rollback(True)
    assert current_calendar().is_working_day(day)


def test_an_unchanged_calendar_costs_one_query(db, django_assert_num_queries):
    load_calendar()
    current_calendar()
    with django_assert_num_queries(1):
        current_calendar()


@pytest.mark.django_db(transaction=True)
def test_a_change_by_another_process_is_seen():
    day = date(2026, 11, 24)
    load_calendar()
    assert current_calendar().is_working_day(day)

    def elsewhere():
        CalendarDayFactory(day=day, kind="local_closure", name_zh="暴雪")
        connection.close()

    other = threading.Thread(target=elsewhere)
    other.start()
    other.join(timeout=10)
    assert not current_calendar().is_working_day(day)


@pytest.mark.parametrize(
    ("day", "kind", "constraint"),
    [
        (date(2026, 11, 24), "makeup_workday", "made_up_is_a_weekend_day"),
        (date(2026, 11, 28), "in_lieu", "in_lieu_is_a_weekday"),
        (date(2026, 11, 24), "feast", "known_kind"),
    ],
)
def test_the_database_refuses_a_day_that_makes_no_sense(db, day, kind, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CalendarDayFactory(day=day, kind=kind)


def test_the_database_keeps_one_row_per_day_and_year_with_its_source(db):
    CalendarDayFactory()
    CalendarYearFactory(year=2027)
    for make, match in (
        (lambda: CalendarDayFactory(), "day"),
        (lambda: CalendarYearFactory(year=2027), "year"),
        (lambda: CalendarYearFactory(year=2028, source=""), "names_its_notice"),
        (lambda: CalendarYearFactory(year=1900), "plausible"),
        (lambda: CalendarDayFactory(day=date(2027, 1, 2), source=""), "name_and_source"),
    ):
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            make()


def test_a_day_has_a_name_in_the_language_of_the_reader(db):
    day = CalendarDayFactory.build(name_en="")
    with translation.override("en"):
        assert day.name == "元旦"
        assert CalendarDayFactory.build().name == "New Year's Day"
    assert CalendarDayFactory.build().name == "元旦"


def closing(calendar, day):
    return calendar.with_days({day: SpecialDay(DayKind.LOCAL_CLOSURE, "暴雪", "Blizzard")})


def test_the_preview_shows_which_deadlines_a_closure_moves_and_writes_nothing(area):
    calendar = load_calendar()
    inside = clock.start(area("hualong"), "handle", TEN_DAYS, now=NOW)
    clock.start_on(area("hualong"), "clause", date(2026, 12, 20), now=NOW)
    clock.start(area("puyang"), "handle", TEN_DAYS, started=date(2026, 11, 1), now=NOW)
    moves = clock.preview(closing(calendar, date(2026, 11, 27)))
    assert [(m.deadline.pk, m.old_due_on, m.new_due_on) for m in moves] == [
        (inside.pk, date(2026, 12, 7), date(2026, 12, 8))
    ]
    inside.refresh_from_db()
    assert inside.due_on == date(2026, 12, 7)


def test_recomputing_moves_the_day_tells_so_and_plans_the_reminders_anew(area, calendar):
    deadline = clock.start(area("hualong"), "handle", TEN_DAYS, now=NOW)
    CalendarDayFactory(day=date(2026, 12, 4), kind="local_closure", name_zh="暴雪")
    moves = clock.recompute([date(2026, 12, 4)], now=NOW)
    assert len(moves) == 1
    deadline.refresh_from_db()
    assert deadline.due_on == date(2026, 12, 8)
    assert deadline.next_rung_on == date(2026, 12, 2)
    assert clock.recompute([date(2026, 12, 4)], now=NOW) == []
    deadline.refresh_from_db()
    assert deadline.due_on == date(2026, 12, 8)
    with translation.override("en"):
        assert deadline.counted_text.count("before: 7 December 2026") == 1


def test_a_year_that_is_published_makes_its_deadlines_certain(area, calendar):
    rule = Rule("petition.handle", "handle", 60, Unit.CALENDAR_DAYS)
    deadline = clock.start(area("hualong"), "handle", rule, now=NOW)
    assert deadline.provisional
    CalendarYearFactory(year=2027)
    clock.recompute(now=NOW)
    deadline.refresh_from_db()
    assert not deadline.provisional


def test_recomputing_leaves_what_is_met_or_resting_alone(area, officer_hualong, calendar):
    for key, stop in (
        ("hualong", lambda s: clock.meet(s, "handle", now=NOW)),
        ("puyang", lambda s: clock.suspend(s, reason="鉴定", by=officer_hualong, now=NOW)),
    ):
        clock.start(area(key), "handle", TEN_DAYS, now=NOW)
        stop(area(key))
    CalendarDayFactory(day=date(2026, 12, 4), kind="local_closure")
    assert clock.recompute(now=NOW) == []
    assert set(Deadline.objects.values_list("due_on", flat=True)) == {date(2026, 12, 7)}
