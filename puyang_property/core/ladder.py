"""The ladder of reminders: which rung is due on which day. Pure Python.

Three and one working days before, on the day, one working day after (written urging, 催办) and
five after (supervision by the next office up, 督办).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from puyang_property.core.workdays import WorkCalendar


class Rung(StrEnum):
    """The rungs, lowest first."""

    EARLY = "early"
    LATE = "late"
    DUE = "due"
    URGE = "urge"
    SUPERVISE = "supervise"

    @property
    def height(self):
        """Return how high the rung is, from 0."""
        return list(Rung).index(self)


@dataclass(frozen=True)
class Steps:
    """The distances of the rungs from the due day, in working days."""

    early: int = 3
    late: int = 1
    urge: int = 1
    supervise: int = 5


@dataclass(frozen=True)
class Reached:
    """What is due now: one rung to send, the lower ones it replaces, and the next day to look."""

    send: Rung | None
    superseded: tuple[Rung, ...]
    next_on: date | None


def rung_days(due_on: date, calendar: WorkCalendar, steps: Steps) -> dict[Rung, date]:
    """Return the day of each rung; always a working day."""
    return {
        Rung.EARLY: calendar.add_working_days(due_on, -steps.early),
        Rung.LATE: calendar.add_working_days(due_on, -steps.late),
        Rung.DUE: calendar.next_working_day(due_on),
        Rung.URGE: calendar.add_working_days(due_on, steps.urge),
        Rung.SUPERVISE: calendar.add_working_days(due_on, steps.supervise),
    }


def reached(days: dict[Rung, date], *, on: date, since: date, done: Iterable[Rung] = ()) -> Reached:
    """Return what is due on `on`, of the rungs that lie on `since` or later and are not `done`.

    After an outage only the highest rung reached is sent; the lower ones are superseded.
    """
    done = set(done)
    open_rungs = [rung for rung in Rung if rung not in done and days[rung] >= since]
    due = [rung for rung in open_rungs if days[rung] <= on]
    ahead = [days[rung] for rung in open_rungs if days[rung] > on]
    return Reached(due[-1] if due else None, tuple(due[:-1]), min(ahead, default=None))


def next_on(days: dict[Rung, date], *, since: date, done: Iterable[Rung] = ()) -> date | None:
    """Return the first day on which a rung that is not `done` asks for attention, or None."""
    done = set(done)
    return min((d for r, d in days.items() if r not in done and d >= since), default=None)
