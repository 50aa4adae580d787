"""When the calendar changes: which deadlines move, shown before and written after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from puyang_property.core import history, rulebook
from puyang_property.core.actors import CLOCK
from puyang_property.core.calendar import current_calendar
from puyang_property.core.clockwork import lock, plan, recount, replay, tell_subject
from puyang_property.core.models.clock import Deadline, UnitChoices
from puyang_property.core.workdays import WorkCalendar

CHUNK = 500
REACH, FAR = timedelta(days=31), timedelta(days=366)
RECOUNTED = [
    *("counted", "provisional", "started_at", "started_on", "due_on", "due_at", "next_rung_on")
]


@dataclass(frozen=True)
class Move:
    """One deadline that a change of the calendar moves."""

    deadline: Deadline
    old_due_on: date
    new_due_on: date


def preview(calendar: WorkCalendar) -> list[Move]:
    """Return the running deadlines that would move under `calendar`; nothing is written."""
    changed = differing_days(current_calendar(), calendar)
    moves = []
    for deadline in _touched(changed):
        found = replay(deadline, calendar)
        if found.due_on != deadline.due_on:
            moves.append(Move(deadline, deadline.due_on, found.due_on))
    return moves


def recompute(changed: Iterable[date] | None = None, *, now: datetime | None = None) -> list[Move]:
    """Count the running deadlines again that the `changed` days touch (None: all of them).

    The calendar is the saved one. Each deadline is locked for itself, tells in its arithmetic
    what it was before, and plans its reminders anew. Safe to run twice.
    """
    now = now or timezone.now()
    calendar, steps = current_calendar(), rulebook.ladder_steps()
    moves = []
    for known in _touched(changed):
        with transaction.atomic():
            lock(known.subject)
            move = _recompute_one(known.pk, calendar, steps, now)
        if move:
            moves.append(move)
    return moves


def _recompute_one(pk, calendar, steps, now) -> Move | None:
    """Recount one deadline under the lock of its subject; return how it moved, if it did."""
    from_row = Deadline.objects.running().filter(pk=pk)
    deadline = from_row.select_for_update(no_key=True, of=("self",)).first()
    if deadline is None:
        return None
    old = deadline.due_on
    recount(deadline, calendar)
    if deadline.due_on != old:
        told = {"what": "recounted", "on": timezone.localdate(now).isoformat()}
        deadline.counted["steps"].append(told | {"was": old.isoformat()})
    plan(deadline, calendar, steps)
    deadline.save(update_fields=RECOUNTED)
    if deadline.due_on == old:
        return None
    tell_subject(deadline.subject)
    changes = {"rule": deadline.rule_code, "was": old, "due_on": deadline.due_on}
    history.record(deadline.subject, "date_moved", by=CLOCK, now=now, changes=changes)
    return Move(deadline, old, deadline.due_on)


def replan(shipped) -> None:
    """Plan the reminders of all running deadlines anew after a step of the ladder changed."""
    if shipped.kind != "ladder":
        return
    calendar, steps = current_calendar(), rulebook.ladder_steps()
    for known in Deadline.objects.running().only("pk").iterator(CHUNK):
        with transaction.atomic():
            rows = Deadline.objects.running().select_for_update(no_key=True, of=("self",))
            deadline = rows.filter(pk=known.pk).first()
            if deadline:
                plan(deadline, calendar, steps)
                deadline.save(update_fields=["next_rung_on"])


def differing_days(one: WorkCalendar, other: WorkCalendar) -> set[date]:
    """Return the days on which two calendars disagree, and the ends of years newly known."""
    found = {
        day
        for day in one.days.keys() | other.days.keys()
        if one.days.get(day) != other.days.get(day)
    }
    for year in one.published_years ^ other.published_years:
        found |= {date(year, 1, 1), date(year, 12, 31)}
    return found


def _touched(changed: Iterable[date] | None) -> Iterable[Deadline]:
    """Return the running deadlines whose counting or reminders reach one of the days."""
    rows = Deadline.objects.running().order_by("id")
    if changed is not None:
        changed = set(changed)
        if not changed:
            return []
        first = min(changed)  # what is counted back in working days ends long before its event
        reached = Q(due_on__gte=first - REACH) | Q(unit=UnitChoices.SET, due_on__gte=first - FAR)
        rows = rows.filter(reached, started_on__lt=max(changed) + REACH)
    return rows.prefetch_related("subject", "extensions", "suspensions").iterator(CHUNK)


rulebook.on_change(replan)
