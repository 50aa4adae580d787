"""The wheels of the clock: locking, replaying the arithmetic, planning the next reminder."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time

from django.db.models import Min
from django.utils import timezone

from puyang_property.core import ladder, periods, rulebook
from puyang_property.core.models.clock import Deadline, UnitChoices
from puyang_property.core.refusals import Refused
from puyang_property.core.workdays import SHANGHAI, WorkCalendar


class ClockRefused(Refused):
    """The clock cannot do that now; the message says why."""


def lock(subject) -> None:
    """Lock the row of `subject`, so that two people never turn its clocks at once."""
    rows = type(subject)._base_manager.select_for_update(no_key=True)
    rows.values_list("pk").get(pk=subject.pk)


def open_rows(subject, kinds: Iterable[str] = ()) -> list[Deadline]:
    """Return the open deadlines of `subject` (of `kinds`, if any are named), locked."""
    rows = Deadline.objects.for_subject(subject).open().order_by("id")
    rows = rows.select_for_update(no_key=True, of=("self",))
    return list(rows.filter(kind__in=kinds) if kinds else rows)


def start_of(moment: date | datetime) -> datetime:
    """Return `moment`, or the first moment of a day in Puyang."""
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time.min, SHANGHAI)


def replay(deadline: Deadline, calendar: WorkCalendar) -> periods.Due:
    """Return when `deadline` ends by its own rule, extensions and pauses under `calendar`.

    The rule is the one copied onto the row: a later change of law does not rewrite the past.
    """
    events = _events(deadline)
    if deadline.unit == UnitChoices.SET:
        return _replay_set(deadline, events, calendar)
    rule = periods.Rule(deadline.rule_code, deadline.kind, deadline.length, deadline.unit)
    hours = rulebook.office_hours() if rule.unit.is_hours else None
    start = deadline.started_at if rule.unit.is_hours else deadline.started_on
    return periods.due(start, rule, calendar, events=events, hours=hours)


def _replay_set(deadline, events, calendar) -> periods.Due:
    """Return when a date that was set ends, moved by its extensions and pauses.

    One that counts back from an event follows the calendar; any other stays as somebody set it.
    """
    base = _first_day(deadline, calendar)
    if not events:
        return base
    length = max((base.due_on - deadline.started_on).days, 0)
    rule = periods.Rule("", deadline.kind, length, periods.Unit.CALENDAR_DAYS)
    found = periods.due(deadline.started_on, rule, calendar, events=events)
    steps = [base.counted["steps"][0], *found.counted["steps"]]
    years = {*base.counted["provisional_years"], *found.counted["provisional_years"]}
    counted = {"steps": steps, "provisional_years": sorted(years)}
    return replace(found, provisional=base.provisional or found.provisional, counted=counted)


def _first_day(deadline, calendar) -> periods.Due:
    """Return the day on which a date that was set ended first, counted anew where it was."""
    told = deadline.counted["steps"][0]
    if told["what"] == "before":
        unit = periods.Unit(told["unit"])
        rule = periods.Rule(deadline.rule_code, deadline.kind, told["length"], unit)
        return periods.before(date.fromisoformat(told["from"]), rule, calendar)
    day = date.fromisoformat(told["to"])
    counted = {"steps": [told], "provisional_years": []}
    return periods.Due(deadline.started_on, day, None, day, False, counted)


def _events(deadline) -> list:
    """Return the granted extensions and the pauses of `deadline`, oldest first."""
    longer = [
        (e.decided_at, periods.Extended(periods.local_day(e.decided_at), e.length, e.unit))
        for e in deadline.extensions.all()
        if e.granted
    ]
    rests = [
        (s.started_at, periods.Paused(s.started_at, s.ended_at)) for s in deadline.suspensions.all()
    ]
    return [event for _at, event in sorted(longer + rests, key=lambda pair: pair[0])]


def recount(deadline: Deadline, calendar: WorkCalendar) -> None:
    """Write the replayed arithmetic onto `deadline`; a suspended one keeps its day.

    What earlier changes of the calendar did to it stays told.
    """
    found = replay(deadline, calendar)
    told = [step for step in deadline.counted["steps"] if step["what"] == "recounted"]
    fresh = [step for step in found.counted["steps"] if step["what"] != "recounted"]
    deadline.counted = found.counted | {"steps": fresh + told}
    deadline.provisional = found.provisional
    if deadline.suspended_at is None:
        deadline.due_on, deadline.due_at = found.due_on, found.due_at
        if deadline.due_on < deadline.started_on:  # counted back to before it was entered
            deadline.started_on, deadline.started_at = deadline.due_on, start_of(deadline.due_on)


def plan(deadline: Deadline, calendar: WorkCalendar, steps=None) -> None:
    """Set the day on which the next reminder of `deadline` falls; none unless it runs."""
    if not deadline.is_running:
        deadline.next_rung_on = None
        return
    sent = deadline.reminders.filter(due_for_on=deadline.due_on) if deadline.pk else None
    done = () if sent is None else map(ladder.Rung, sent.values_list("rung", flat=True))
    days = ladder.rung_days(deadline.due_on, calendar, steps or rulebook.ladder_steps())
    deadline.next_rung_on = ladder.next_on(days, since=deadline.remind_from, done=done)


def restart_reminders(deadline: Deadline, now: datetime) -> None:
    """Let no rung before today be caught up on after the day has moved."""
    deadline.remind_from = max(deadline.remind_from, timezone.localdate(now))


def tell_subject(subject) -> None:
    """Copy the nearest due day onto `subject.next_due_on`, where the record has that field.

    The only writer of that copy; the table of deadlines is the truth.
    """
    if not any(field.name == "next_due_on" for field in subject._meta.concrete_fields):
        return
    running = Deadline.objects.for_subject(subject).running()
    no_date = subject._meta.get_field("next_due_on").get_default()
    day = subject.next_due_on = running.aggregate(day=Min("due_on"))["day"] or no_date
    stored = type(subject)._base_manager.filter(pk=subject.pk)
    stored.exclude(next_due_on=day).update(next_due_on=day)  # an equal day rewrites no index
