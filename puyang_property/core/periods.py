"""How long is a period, and when does it end: pure arithmetic under the Civil Code.

Art. 201: the day of the event is not counted. Art. 202: a period of months ends on the same day
of the month, or on the month's last day where there is none. Art. 203: a period that ends on a
rest day ends on the next working day. The arithmetic is returned as data beside the date, so
that a reader of either language can be shown how it was counted (see counted.py).
"""

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from puyang_property.core.hourly import hours_between, hours_on
from puyang_property.core.workdays import (
    ONE_DAY,
    SHANGHAI,
    OfficeHours,
    WorkCalendar,
    runs_off,
    worked_weekends,
)

DECEMBER = 12


class Unit(StrEnum):
    """What a rule counts."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    HOURS = "hours"
    WORKING_HOURS = "working_hours"

    @property
    def is_hours(self):
        """Tell whether the period ends at a moment, not with a day."""
        return self in (Unit.HOURS, Unit.WORKING_HOURS)


@dataclass(frozen=True)
class Rule:
    """One time limit: `length` of `unit` for a deadline of `kind`."""

    code: str
    kind: str
    length: int
    unit: Unit

    def __post_init__(self):
        """Raise ValueError for a negative length or an unknown unit."""
        object.__setattr__(self, "unit", Unit(self.unit))
        if self.length < 0:
            raise ValueError("A period is not negative.")


@dataclass(frozen=True)
class Extended:
    """The period was made longer by `length` of `unit` on day `on`."""

    on: date
    length: int
    unit: Unit


@dataclass(frozen=True)
class Paused:
    """The period rested from `at` until `until` (None: it still rests)."""

    at: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Due:
    """When a period ends, and how that was counted."""

    start_on: date
    due_on: date
    due_at: datetime | None
    raw_end_on: date
    provisional: bool
    counted: dict = field(compare=False)


def local_day(moment: date | datetime) -> date:
    """Return the day of `moment` in Puyang."""
    if isinstance(moment, datetime):
        return moment.astimezone(SHANGHAI).date()
    return moment


def due(
    start: date | datetime,
    rule: Rule,
    calendar: WorkCalendar,
    *,
    events: Iterable[Extended | Paused] = (),
    hours: OfficeHours | None = None,
) -> Due:
    """Return when `rule`, begun at `start`, ends under `calendar`.

    `events` are its extensions and pauses, oldest first. A rule in hours needs an aware moment.
    """
    if rule.unit.is_hours:
        return _due_at(start, rule, calendar, events, hours or OfficeHours())
    run = _Run(local_day(start), rule.length, rule.unit, calendar)
    for event in events:
        run = run.extended(event) if isinstance(event, Extended) else run.paused(event)
    return run.result(local_day(start))


def before(event_on: date, rule: Rule, calendar: WorkCalendar) -> Due:
    """Return the last working day that lies at least `rule` before `event_on`.

    For notices that must be given "60 days before": a rest day moves the end forward in time.
    """
    if rule.unit == Unit.WORKING_DAYS:
        raw = last = calendar.add_working_days(event_on, -rule.length)
    else:
        raw = _plain_end(event_on, -rule.length, rule.unit)
        last = calendar.last_working_day(raw)
    step = {
        "what": "before",
        "from": event_on.isoformat(),
        "length": rule.length,
        "unit": str(rule.unit),
        "end": raw.isoformat(),
        "to": last.isoformat(),
        "moved": runs_off(calendar, last, raw),
    }
    years = _unpublished(calendar, last, event_on if rule.unit == Unit.WORKING_DAYS else raw)
    return Due(event_on, last, None, raw, bool(years), _story([step], years))


@dataclass(frozen=True)
class _Run:
    """A stretch of counting in days or months; immutable, each event returns the next one."""

    start: date
    length: int
    unit: Unit
    calendar: WorkCalendar
    steps: tuple = ()
    years: frozenset = frozenset()

    @property
    def raw_end(self) -> date:
        """Return the last day before Art. 203 moves it."""
        if self.unit == Unit.WORKING_DAYS:
            return self.calendar.add_working_days(self.start, self.length)
        return _plain_end(self.start, self.length, self.unit)

    @property
    def end(self) -> date:
        """Return the last day; never a rest day (Art. 203)."""
        return self.calendar.next_working_day(self.raw_end)

    def extended(self, event: Extended) -> "_Run":
        """Return the run made longer: same unit → more of it, else counted on from its end."""
        told = {
            "what": "extended",
            "on": event.on.isoformat(),
            "length": event.length,
            "unit": str(event.unit),
        }
        if event.unit == self.unit:
            return self._next(self.start, self.length + event.length, self.unit, [told])
        steps = [*self.told(), told]
        return self._next(self.raw_end, event.length, Unit(event.unit), steps, self.touched())

    def paused(self, event: Paused) -> "_Run":
        """Return the run that goes on with the unused days on the day after resumption."""
        stopped_on = local_day(event.at)
        if self.unit == Unit.WORKING_DAYS:
            unit, unused = self.unit, self.calendar.working_days_between(stopped_on, self.raw_end)
        else:
            unit, unused = Unit.CALENDAR_DAYS, max((self.raw_end - stopped_on).days, 0)
        told = {
            "what": "suspended",
            "on": stopped_on.isoformat(),
            "unused": unused,
            "unit": str(unit),
        }
        if event.until is None:
            return self._next(self.start, self.length, self.unit, [told])
        resumed_on = local_day(event.until)
        told["until"] = resumed_on.isoformat()
        return self._next(resumed_on, unused, unit, [*self.told(), told], self.touched())

    def told(self) -> list[dict]:
        """Return the arithmetic of this stretch as one step."""
        return [
            {
                "what": "counted",
                "from": self.start.isoformat(),
                "length": self.length,
                "unit": str(self.unit),
                "end": self.raw_end.isoformat(),
                "to": self.end.isoformat(),
                "skipped": self._skipped(),
                "moved": runs_off(self.calendar, self.raw_end - ONE_DAY, self.end - ONE_DAY),
                "makeup": worked_weekends(self.calendar, self.start, self.raw_end)
                if self.unit == Unit.WORKING_DAYS
                else [],
            }
        ]

    def touched(self) -> frozenset:
        """Return the years that were counted on without their notice."""
        counts_each = self.unit == Unit.WORKING_DAYS
        first = self.start + ONE_DAY if counts_each else self.raw_end
        return self.years | _unpublished(self.calendar, min(first, self.end), self.end)

    def result(self, start_on: date) -> Due:
        """Return the Due of the whole story that began on `start_on`."""
        years = self.touched()
        story = _story([*self.steps, *self.told()], years)
        return Due(start_on, self.end, None, self.raw_end, bool(years), story)

    def _skipped(self):
        if self.unit != Unit.WORKING_DAYS:
            return []
        return runs_off(self.calendar, self.start, self.raw_end)

    def _next(self, start, length, unit, steps, years=None):
        years = self.years if years is None else years
        return _Run(start, length, unit, self.calendar, (*self.steps, *steps), years)


def _due_at(start, rule, calendar, events, hours) -> Due:
    if not isinstance(start, datetime) or start.tzinfo is None:
        raise ValueError("A rule in hours needs an aware moment to start from.")
    at, left = start.astimezone(SHANGHAI), timedelta(hours=rule.length)
    working = rule.unit == Unit.WORKING_HOURS
    steps, ends = [], hours_on(at, left, calendar, hours, working)
    for event in events:
        if isinstance(event, Extended):
            more = timedelta(hours=event.length)
            ends = hours_on(ends, more, calendar, hours, working)
            steps.append({"what": "extended", "on": event.on.isoformat(), "length": event.length})
            steps[-1]["unit"] = str(event.unit)
            continue
        left = hours_between(event.at.astimezone(SHANGHAI), ends, calendar, hours, working)
        told = {"what": "suspended", "on": local_day(event.at).isoformat(), "unit": str(rule.unit)}
        told["unused"] = round(left / timedelta(hours=1), 1)
        if event.until is not None:
            told["until"] = local_day(event.until).isoformat()
            ends = hours_on(event.until.astimezone(SHANGHAI), left, calendar, hours, working)
        steps.append(told)
    first = {
        "what": "hours",
        "from": at.isoformat(),
        "length": rule.length,
        "unit": str(rule.unit),
        "to": ends.isoformat(),
        "skipped": runs_off(calendar, at.date() - ONE_DAY, ends.date()) if working else [],
    }
    years = _unpublished(calendar, at.date(), ends.date()) if working else frozenset()
    story = _story([*steps, first], years)
    return Due(at.date(), ends.date(), ends, ends.date(), bool(years), story)


def _plain_end(start: date, length: int, unit: Unit) -> date:
    if unit == Unit.CALENDAR_DAYS:
        return start + timedelta(days=length)
    year, month = divmod(start.year * DECEMBER + start.month - 1 + length, DECEMBER)
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def _unpublished(calendar: WorkCalendar, first: date, last: date) -> frozenset:
    years = range(first.year, last.year + 1)
    return frozenset(year for year in years if not calendar.is_published(year))


def _story(steps: list[dict], years: frozenset) -> dict:
    return {"steps": steps, "provisional_years": sorted(years)}
