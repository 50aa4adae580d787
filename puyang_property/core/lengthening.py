"""More time and rest for a deadline; both leave a row with reason and people."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from puyang_property.core import rulebook
from puyang_property.core.actors import Actor
from puyang_property.core.calendar import current_calendar
from puyang_property.core.clockwork import (
    ClockRefused,
    lock,
    open_rows,
    plan,
    recount,
    restart_reminders,
    tell_subject,
)
from puyang_property.core.counted import amount
from puyang_property.core.models.clock import Deadline
from puyang_property.core.models.clock_changes import DeadlineExtension, DeadlineSuspension

MOVED = ["counted", "provisional", "due_on", "due_at", "remind_from", "next_rung_on"]


@transaction.atomic
def suspend(subject, *kinds, reason, by, approved_by=None, now=None) -> list[Deadline]:
    """Let the running clocks of `kinds` (none named: all) rest. Return those that now rest.

    Raises ClockRefused when one of them has already expired or must not rest.
    """
    now = now or timezone.now()
    lock(subject)
    rows = [deadline for deadline in open_rows(subject, kinds) if deadline.suspended_at is None]
    for deadline in rows:
        _refuse_expired(deadline, now)
        shipped = rulebook.spec(deadline.rule_code)
        if shipped and not shipped.may_suspend:
            raise ClockRefused(
                _("The clock “%(name)s” must not be stopped.") % {"name": deadline.label}
            )
    calendar = current_calendar()
    for deadline in rows:
        DeadlineSuspension.objects.create(
            deadline=deadline,
            reason=reason,
            asked_by=Actor.of(by).user,
            approved_by=Actor.of(approved_by).user if approved_by else None,
            started_at=now,
            due_before=deadline.due_on,
        )
        deadline.suspended_at, deadline.next_rung_on = now, None
        recount(deadline, calendar)
        deadline.save(update_fields=["suspended_at", "next_rung_on", "counted", "provisional"])
    tell_subject(subject)
    return rows


@transaction.atomic
def resume(subject, *kinds, by, now=None) -> list[Deadline]:
    """Let the resting clocks of `kinds` run on: the unused days begin on the next day."""
    now = now or timezone.now()
    Actor.of(by)
    lock(subject)
    rows = [deadline for deadline in open_rows(subject, kinds) if deadline.suspended_at]
    calendar = current_calendar()
    for deadline in rows:
        rest = deadline.suspensions.get(ended_at=None)
        rest.ended_at = max(now, rest.started_at)
        rest.save(update_fields=["ended_at"])
        deadline.suspended_at = None
        _move(deadline, calendar, now, "suspended_at")
        rest.due_after = deadline.due_on
        rest.save(update_fields=["due_after"])
    tell_subject(subject)
    return rows


@transaction.atomic
def ask_to_extend(subject, kind, *, length, reason, by, now=None) -> DeadlineExtension:
    """Ask for `length` more, in the unit that the rule extends by.

    Raises ClockRefused after expiry, above the rule's limit, or while another wish is open.
    """
    now = now or timezone.now()
    lock(subject)
    rows = open_rows(subject, [kind])
    if not rows:
        raise ClockRefused(_("There is no such clock to extend."))
    deadline = rows[0]
    if deadline.suspended_at:
        raise ClockRefused(_("The clock rests; resume it before you ask for more time."))
    _refuse_expired(deadline, now)
    shipped = rulebook.spec(deadline.rule_code)
    _refuse_above_limit(deadline, shipped, length)
    return DeadlineExtension.objects.create(
        deadline=deadline,
        length=length,
        unit=shipped.extension_unit.value,
        reason=reason,
        asked_by=Actor.of(by).user,
        asked_at=now,
        due_before=deadline.due_on,
    )


@transaction.atomic
def decide_extension(extension, *, granted, by, note="", now=None) -> DeadlineExtension:
    """Grant or refuse an extension; somebody else than who asked decides.

    Raises ClockRefused when it is decided already, or what was owed is done meanwhile.
    """
    now = now or timezone.now()
    subject = extension.deadline.subject
    lock(subject)
    extension.refresh_from_db(
        from_queryset=DeadlineExtension.objects.select_for_update(no_key=True)
    )
    deadline = Deadline.objects.select_for_update(no_key=True).get(pk=extension.deadline_id)
    if extension.granted is not None or not deadline.is_open:
        raise ClockRefused(_("This wish for more time is no longer open."))
    decider = Actor.of(by).user
    if decider is None or decider.pk == extension.asked_by_id:
        raise ClockRefused(_("Somebody else than the person who asked decides."))
    extension.granted, extension.decided_by = granted, decider
    extension.decided_at, extension.decision = now, note
    if not granted:
        extension.save()
        return extension
    extension.due_after = extension.due_before
    extension.save()
    _move(deadline, current_calendar(), now)
    extension.due_after = max(deadline.due_on, extension.due_before)
    extension.save(update_fields=["due_after"])
    tell_subject(subject)
    return extension


@transaction.atomic
def extend(
    subject, kind, *, length, reason, asked_by, approved_by, asked_at=None, now=None
) -> Deadline:
    """Ask for more time (`asked_at`, before expiry) and grant it at `now`; still two people."""
    asked_at = asked_at or now
    wish = ask_to_extend(subject, kind, length=length, reason=reason, by=asked_by, now=asked_at)
    decide_extension(wish, granted=True, by=approved_by, now=now)
    return Deadline.objects.get(pk=wish.deadline_id)


def _move(deadline: Deadline, calendar, now: datetime, *fields: str) -> None:
    """Count `deadline` again and save its new day and its next reminder."""
    recount(deadline, calendar)
    restart_reminders(deadline, now)
    plan(deadline, calendar)
    deadline.save(update_fields=[*MOVED, *fields])


def _refuse_expired(deadline, now):
    if deadline.ended_before(now):
        raise ClockRefused(
            _("“%(name)s” has already expired; this had to be asked for before.")
            % {"name": deadline.label}
        )


def _refuse_above_limit(deadline, shipped, length):
    """Raise ClockRefused when `length` more is not in the rule's limit of number and length."""
    if shipped is None or not shipped.extensions:
        raise ClockRefused(
            _("“%(name)s” cannot be extended: its rule knows no extension.")
            % {"name": deadline.label}
        )
    wishes = deadline.extensions.all()
    if any(wish.granted is None for wish in wishes):
        raise ClockRefused(_("A wish for more time is already waiting for its decision."))
    granted = [wish.length for wish in wishes if wish.granted]
    if len(granted) >= shipped.extensions:
        raise ClockRefused(_("The rule allows no further extension."))
    left = shipped.extension_length - sum(granted)
    if not 1 <= length <= left:
        raise ClockRefused(
            _("The rule allows %(amount)s more at most.")
            % {"amount": amount(left, shipped.extension_unit)},
            field="length",
        )
