"""The working calendar as an immutable snapshot: pure Python, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
FIRST_WEEKEND_DAY = 5


class DayKind(StrEnum):
    """Why a day differs from what its weekday says."""

    HOLIDAY = "holiday"
    IN_LIEU = "in_lieu"
    MAKEUP_WORKDAY = "makeup_workday"
    LOCAL_CLOSURE = "local_closure"
    WEEKEND = "weekend"


@dataclass(frozen=True)
class SpecialDay:
    """One day that the calendar names; a weekend is the unnamed default."""

    kind: DayKind
    name_zh: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class OfficeHours:
    """The hours of a working day in which an office acts and is reminded."""

    opens: time = time(8, 30)
    closes: time = time(18, 0)

    def __post_init__(self):
        """Raise ValueError when the office would close before it opens."""
        if self.opens >= self.closes:
            raise ValueError("An office opens before it closes.")


@dataclass(frozen=True)
class WorkCalendar:
    """Working days as known at one moment.

    `days` maps a date to its SpecialDay; `published_years` are the years whose notice is known.
    """

    days: Mapping[date, SpecialDay] = field(default_factory=dict)
    published_years: frozenset[int] = frozenset()

    def __post_init__(self):
        """Close the mapping against later change."""
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))
        object.__setattr__(self, "published_years", frozenset(self.published_years))

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices work on `day`: weekends are only the default."""
        special = self.days.get(day)
        if special is None:
            return day.weekday() < FIRST_WEEKEND_DAY
        return special.kind == DayKind.MAKEUP_WORKDAY

    def next_working_day(self, day: date) -> date:
        """Return `day` itself if it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def last_working_day(self, day: date) -> date:
        """Return `day` itself if it is a working day, else the last one before it."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, day: date, number: int) -> date:
        """Return the working day `number` after `day` (before, if negative); `day` is day 0."""
        step = ONE_DAY if number > 0 else -ONE_DAY
        for _count in range(abs(number)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """Return how many working days lie after `after`, up to and with `until`."""
        return sum(map(self.is_working_day, days(after, until)))

    def why_off(self, day: date) -> DayKind | None:
        """Return why nobody works on `day`, or None on a working day."""
        if self.is_working_day(day):
            return None
        special = self.days.get(day)
        return special.kind if special else DayKind.WEEKEND

    def name_of(self, day: date) -> tuple[str, str] | None:
        """Return the Chinese and the English name that the calendar gives `day`, or None."""
        special = self.days.get(day)
        return (special.name_zh, special.name_en) if special else None

    def is_published(self, year: int) -> bool:
        """Tell whether the notice of `year` is known; beyond it, dates are provisional."""
        return year in self.published_years

    def with_days(self, changes: Mapping[date, SpecialDay | None], years: Iterable[int] = ()):
        """Return a copy with `changes` (None removes a day) and `years` published besides."""
        kept = {day: special for day, special in self.days.items() if day not in changes}
        kept.update({day: special for day, special in changes.items() if special is not None})
        return WorkCalendar(kept, self.published_years | set(years))


def days(after: date, until: date):
    """Yield the days after `after`, up to and with `until`."""
    day = after
    while day < until:
        day += ONE_DAY
        yield day


def runs_off(calendar: WorkCalendar, after: date, until: date) -> list[dict]:
    """Return the days off after `after` up to `until`, neighbours of one name joined."""
    runs: list[dict] = []
    for day in days(after, until):
        kind = calendar.why_off(day)
        if kind is None:
            continue
        zh, en = calendar.name_of(day) or ("", "")
        kind = DayKind.HOLIDAY if kind == DayKind.IN_LIEU else kind
        last = runs[-1] if runs else None
        joined = last and (last["kind"], last["name_zh"]) == (kind, zh)
        if joined and last["to"] == (day - ONE_DAY).isoformat():
            last["to"] = day.isoformat()
            continue
        runs.append(
            {
                "from": day.isoformat(),
                "to": day.isoformat(),
                "kind": str(kind),
                "name_zh": zh,
                "name_en": en,
            }
        )
    return runs


def worked_weekends(calendar: WorkCalendar, after: date, until: date) -> list[str]:
    """Return the rest days of the week that were worked, and so counted."""
    return [
        day.isoformat()
        for day in days(after, until)
        if day.weekday() >= FIRST_WEEKEND_DAY and calendar.is_working_day(day)
    ]
