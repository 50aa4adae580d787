"""The working calendar of today: the table as an immutable snapshot."""

from django.db import connection

from puyang_property.core.models.calendar import CalendarDay, CalendarYear
from puyang_property.core.workdays import DayKind, OfficeHours, SpecialDay, WorkCalendar

__all__ = ["DayKind", "OfficeHours", "SpecialDay", "WorkCalendar", "current_calendar"]

# Which version of each row: who wrote it (xmin), and where that version lies (ctid).
FINGERPRINT = """
    SELECT (SELECT (count(*), sum(hashtidextended(ctid, xmin::text::bigint)))::text
            FROM core_calendarday),
           (SELECT (count(*), sum(hashtidextended(ctid, xmin::text::bigint)))::text
            FROM core_calendaryear)
"""
_last: tuple = (None, None)


def current_calendar() -> WorkCalendar:
    """Return the calendar as this transaction sees it.

    One query over the versions of about 800 short rows decides whether the snapshot in memory is
    still the right one: a change by another process, or one rolled back, is never missed.
    """
    global _last
    known, snapshot = _last
    fingerprint = _fingerprint()
    while known != fingerprint:
        known, snapshot = fingerprint, _read()
        fingerprint = _fingerprint()
    _last = (known, snapshot)
    return snapshot


def _fingerprint() -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT)
        return cursor.fetchone()


def _read() -> WorkCalendar:
    rows = CalendarDay.objects.values_list("day", "kind", "name_zh", "name_en")
    special = {day: SpecialDay(DayKind(kind), zh, en) for day, kind, zh, en in rows}
    return WorkCalendar(special, frozenset(CalendarYear.objects.values_list("year", flat=True)))
