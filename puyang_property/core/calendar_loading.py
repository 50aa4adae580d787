"""Enter the shipped calendar into the table; what an office entered stays."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from puyang_property.core.calendar import current_calendar
from puyang_property.core.models.calendar import CalendarDay, CalendarYear
from puyang_property.core.recounting import differing_days, recompute

SHIPPED = Path(__file__).parent / "data" / "calendar.csv"


@dataclass(frozen=True)
class Loaded:
    """How many days and years were entered, and how many deadlines that moved."""

    days: int
    years: int
    moved: int


@transaction.atomic
def load(path: Path = SHIPPED, *, now=None) -> Loaded:
    """Enter the days and years of `path` that are missing, and recount what they touch.

    Idempotent; a day that is already there keeps its kind, whoever entered it.
    """
    before = current_calendar()
    known = {day.isoformat() for day in before.days}
    days = [CalendarDay(**row) for row in _rows(path) if row["day"] not in known]
    sources = {day.day[:4]: day.source for day in days}
    years = [
        CalendarYear(year=int(year), source=source)
        for year, source in sources.items()
        if not before.is_published(int(year))
    ]
    CalendarDay.objects.bulk_create(days, ignore_conflicts=True)
    CalendarYear.objects.bulk_create(years, ignore_conflicts=True)
    changed = differing_days(before, current_calendar())
    moves = recompute(changed, now=now or timezone.now())
    return Loaded(len(days), len(years), len(moves))


def _rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
