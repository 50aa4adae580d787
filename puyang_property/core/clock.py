"""The clock of every room: start, meet, cancel; suspend, resume, extend; remind and tick."""

from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from puyang_property.core import periods, rulebook
from puyang_property.core.calendar import current_calendar
from puyang_property.core.clockwork import (
    ClockRefused,
    lock,
    open_rows,
    plan,
    start_of,
    tell_subject,
)
from puyang_property.core.lengthening import (
    ask_to_extend,
    decide_extension,
    extend,
    resume,
    suspend,
)
from puyang_property.core.models.clock import Deadline, UnitChoices
from puyang_property.core.recounting import Move, preview, recompute
from puyang_property.core.reminders import register_subject, subjects
from puyang_property.core.ticking import on_tick, tick

__all__ = [
    "ClockRefused",
    "Move",
    "ask_to_extend",
    "cancel",
    "decide_extension",
    "extend",
    "follow",
    "meet",
    "meet_otherwise",
    "on_tick",
    "open_for",
    "pass_on",
    "preview",
    "reassign",
    "recompute",
    "register_subject",
    "resume",
    "start",
    "start_on",
    "subjects",
    "suspend",
    "tick",
]
KEEP = object()


def start(subject, kind: str, rule, *, started=None, now=None, calendar=None, **place) -> Deadline:
    """Start the clock `kind` on `subject` under `rule` (a code of the rulebook, or a Rule).

    `started` is the day or moment of the event (day 0), `now` when the clock learns of it.
    `place` may hold area_path, post, round, remind_from, first and steps, see _begin.
    Raises ClockRefused while a clock of that kind is open.
    """
    now = now or timezone.now()
    started = started or now
    rule = rulebook.rule(rule) if isinstance(rule, str) else rule
    calendar = calendar or current_calendar()
    hours = rulebook.office_hours() if rule.unit.is_hours else None
    shipped = rulebook.spec(rule.code)
    deadline = Deadline(
        rule_code=rule.code,
        name_zh=shipped.name_zh if shipped else rule.code,
        name_en=shipped.name_en if shipped else rule.code,
        basis_zh=shipped.basis_zh if shipped else "",
        basis_en=shipped.basis_en if shipped else "",
        length=rule.length,
        unit=rule.unit.value,
        started_at=start_of(started),
    )
    found = periods.due(started, rule, calendar, hours=hours)
    return _begin(deadline, found, subject, kind, now, calendar, **place)


def start_on(
    subject,
    kind: str,
    due_on,
    *,
    name_zh: str = "",
    name_en: str = "",
    rule_code: str = "",
    basis_zh: str = "",
    basis_en: str = "",
    started=None,
    now=None,
    calendar=None,
    **place,
) -> Deadline:
    """Start a clock that ends on a day somebody set: a clause, an order, a term.

    `due_on` is a date, or the Due of `periods.before`; names and law default to those of the
    rule `rule_code`, which also limits extensions. `place` as in `start`.
    """
    now = now or timezone.now()
    shipped = rulebook.spec(rule_code)
    if isinstance(due_on, date):
        story = {"steps": [{"what": "set", "to": due_on.isoformat()}], "provisional_years": []}
        due_on = periods.Due(due_on, due_on, None, due_on, False, story)
    deadline = Deadline(
        rule_code=rule_code,
        name_zh=name_zh or (shipped.name_zh if shipped else kind),
        name_en=name_en or (shipped.name_en if shipped else kind),
        basis_zh=basis_zh or (shipped.basis_zh if shipped else ""),
        basis_en=basis_en or (shipped.basis_en if shipped else ""),
        length=0,
        unit=UnitChoices.SET.value,
        started_at=min(start_of(started or now), start_of(due_on.due_on)),
    )
    return _begin(deadline, due_on, subject, kind, now, calendar or current_calendar(), **place)


def _begin(
    deadline,
    found,
    subject,
    kind,
    now,
    calendar,
    *,
    area_path="",
    post=None,
    round=0,
    remind_from=None,
    first=False,
    steps=None,
):
    """Give `deadline` its subject, place and days, save it and plan its first reminder.

    area_path defaults to the subject's own, round to the next one of that kind. Reminders whose
    day lies before `remind_from` (default: the day of `now`) are never sent. `first=True` is for
    a record made in this very transaction, as in history.record: it has no other clock.
    `steps` are those of the ladder where they have been read already.
    """
    with transaction.atomic(savepoint=not first):
        last = 0 if first else _last_round(subject, kind)
        deadline.subject, deadline.kind, deadline.round = subject, kind, round or last + 1
        deadline.area_path = area_path or _area_path(subject)
        deadline.post = post
        deadline.started_on = periods.local_day(deadline.started_at)
        deadline.due_on, deadline.due_at = found.due_on, found.due_at
        deadline.counted, deadline.provisional = found.counted, found.provisional
        deadline.remind_from = remind_from or timezone.localdate(now)
        plan(deadline, calendar, steps)
        deadline.save(force_insert=True)
        if not (first and getattr(subject, "next_due_on", None) == deadline.due_on):
            tell_subject(subject)
    return deadline


def _last_round(subject, kind):
    """Lock `subject` and return the last round of its clock `kind`; refuse while one is open."""
    lock(subject)
    before = Deadline.objects.for_subject(subject).filter(kind=kind).order_by("round")
    before = list(before.only("round", "met_at", "cancelled_at"))
    if any(each.is_open for each in before):
        raise ClockRefused(_("This clock is already running for this record."))
    return before[-1].round if before else 0


@transaction.atomic
def meet(subject, kind: str, *, on: date | None = None, now=None) -> Deadline | None:
    """Stop the open clock `kind`: what was owed is done. Return it, or None when none was open.

    `on` is the day on which it was done, where that is recorded later: late or in time is judged
    by it. A day before the clock began is in time.
    """
    now = now or timezone.now()
    lock(subject)
    rows = open_rows(subject, [kind])
    for deadline in rows:
        _finish([deadline], now, **_met(deadline, on, now))
    if rows:
        tell_subject(subject)
    return rows[0] if rows else None


@transaction.atomic
def meet_otherwise(subject, kind: str, *, on: date, now=None) -> Deadline | None:
    """Correct the day on which the last clock `kind` was met, which was recorded by mistake.

    Return it, or None where the last clock of that kind was not met.
    """
    now = now or timezone.now()
    lock(subject)
    last = Deadline.objects.for_subject(subject).filter(kind=kind).order_by("round").last()
    if last is None or last.met_at is None:
        return None
    _finish([last], now, **_met(last, on, now))
    return last


def _met(deadline, on, now):
    """Return when `deadline` was met: on that day, or now."""
    if on is None or on == timezone.localdate(now):
        return {"met_at": now, "met_on": timezone.localdate(now)}
    at = max(start_of(on), deadline.started_at)
    return {"met_at": at, "met_on": timezone.localdate(at)}


@transaction.atomic
def cancel(subject, *kinds: str, now: datetime | None = None) -> list[Deadline]:
    """Stop the open clocks of `kinds` (none named: all): nothing is owed any more."""
    now = now or timezone.now()
    lock(subject)
    cancelled = _finish(open_rows(subject, kinds), now, cancelled_at=now)
    if cancelled:
        tell_subject(subject)
    return cancelled


def pass_on(source, target, *, now: datetime | None = None) -> list[Deadline]:
    """Stop all clocks of `source`, which was joined to `target`; the target keeps its own."""
    lock(target)
    return cancel(source, now=now)


def _finish(deadlines, now, **values):
    """End `deadlines` with `values`; a pause that was open ends with them."""
    for deadline in deadlines:
        deadline.suspended_at = deadline.next_rung_on = None
        for name, value in values.items():
            setattr(deadline, name, value)
        deadline.save(update_fields=["suspended_at", "next_rung_on", *values])
        for rest in deadline.suspensions.filter(ended_at=None):
            rest.ended_at = max(now, rest.started_at)
            rest.save(update_fields=["ended_at"])
    return deadlines


@transaction.atomic
def reassign(subject, *, post=KEEP, area_path=KEEP) -> list[Deadline]:
    """Let the open clocks of `subject` follow it to another post or area."""
    lock(subject)
    moved = open_rows(subject)
    for deadline in moved:
        deadline.post = deadline.post if post is KEEP else post
        deadline.area_path = deadline.area_path if area_path is KEEP else area_path
        deadline.save(update_fields=["post", "area_path"])
    return moved


def follow(model, path, *, among=None) -> int:
    """Let the open clocks of `model` lie where the lookup `path` says that their subject lies.

    `among` is a queryset of the subjects concerned (None: all). Only what lies elsewhere is read
    and locked. Returns how many subjects moved.
    """
    lies_at = model._base_manager.filter(pk=OuterRef("subject_id")).values(path)
    kind = ContentType.objects.get_for_model(model)
    clocks = Deadline.objects.open().filter(subject_type=kind)
    if among is not None:
        clocks = clocks.filter(subject_id__in=among.order_by().values("pk"))
    stale = clocks.exclude(area_path=Subquery(lies_at)).order_by().values("subject_id")
    paths = list(model._base_manager.filter(pk__in=stale).order_by("pk").values_list("pk", path))
    for pk, lies in paths:
        reassign(model(pk=pk), area_path=lies)
    return len(paths)


def open_for(subject):
    """Return the open deadlines of `subject`, suspended ones included, the nearest first."""
    return Deadline.objects.for_subject(subject).open().order_by("due_on", "id")


def _area_path(subject) -> str:
    """Return the path by which the subject is scoped, without a query where it holds it."""
    path = getattr(subject, "area_path", None) or getattr(subject, "scope_path", None)
    path = path() if callable(path) else path
    return path or subject.area.path
