"""Calendars without a database: the shipped file as a snapshot."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

from puyang_property.core.workdays import DayKind, SpecialDay, WorkCalendar

SHIPPED_CSV = Path(__file__).parents[2] / "puyang_property/core/data/calendar.csv"


@cache
def shipped_calendar() -> WorkCalendar:
    """Return the shipped calendar, read without the code under test."""
    with SHIPPED_CSV.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    special = {
        date.fromisoformat(row["day"]): SpecialDay(
            DayKind(row["kind"]), row["name_zh"], row["name_en"]
        )
        for row in rows
    }
    return WorkCalendar(special, frozenset(day.year for day in special))
