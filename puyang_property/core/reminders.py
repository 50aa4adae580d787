"""Send what the ladder says, in sets: the cost is what is due, not what exists."""

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from puyang_property.core import ladder, notifications, reminder_words, rulebook
from puyang_property.core.calendar import OfficeHours, WorkCalendar, current_calendar
from puyang_property.core.ladder import Rung
from puyang_property.core.models.clock import Deadline
from puyang_property.core.models.clock_changes import DeadlineReminder
from puyang_property.core.workdays import SHANGHAI

BATCH = 200
logger = logging.getLogger(__name__)
_recipients: dict[str, Callable] = {}
_shown_with: dict[type, tuple] = {}


@dataclass(frozen=True)
class SentReminders:
    """What one round of reminders did."""

    sent: int = 0
    superseded: int = 0
    failed: int = 0
    office_closed: bool = False

    def __add__(self, other):
        """Return the sum of two rounds."""
        return SentReminders(
            self.sent + other.sent,
            self.superseded + other.superseded,
            self.failed + other.failed,
            self.office_closed or other.office_closed,
        )


def register_subject(model, *, recipients: Callable, shown_with: tuple = ()) -> None:
    """Let `recipients(deadline, rung)` name the posts to remind for deadlines of `model`.

    `shown_with` names the relations that the record's words and address need, for lists.
    """
    _recipients[model._meta.label_lower] = recipients
    _shown_with[model] = shown_with


def subjects() -> GenericPrefetch:
    """Return the prefetch that reads the records of many deadlines by one query per kind."""
    rows = [
        model._base_manager.select_related(*names) for model, names in _shown_with.items() if names
    ]
    return GenericPrefetch("subject", rows)


def recipients_of(deadline: Deadline, rung: Rung) -> list:
    """Return the posts that hear of `rung`: as the room says, else the post that owes."""
    chosen = _recipients.get(deadline.subject._meta.label_lower)
    if chosen:
        return list(chosen(deadline, rung))
    return [deadline.post] if deadline.post_id else []


def office_is_open(now: datetime, calendar: WorkCalendar, hours: OfficeHours) -> bool:
    """Tell whether offices work at `now`; nobody is reminded at night or on a holiday."""
    local = now.astimezone(SHANGHAI)
    return calendar.is_working_day(local.date()) and hours.opens <= local.time() < hours.closes


def send_due(now: datetime | None = None) -> SentReminders:
    """Send the highest rung that each running deadline has reached by `now`, once.

    Runs twice or at the same time elsewhere without harm: rows are taken with SKIP LOCKED, a
    rung is unique per deadline and due day, and the notification is in the same transaction.
    """
    now = now or timezone.now()
    calendar = current_calendar()
    if not office_is_open(now, calendar, rulebook.office_hours()):
        return SentReminders(office_closed=True)
    round_ = _Round(now, calendar, rulebook.ladder_steps())
    total, failed = SentReminders(), set()
    while done := _next_batch(round_, failed):
        total += done
    return total


def _next_batch(round_, failed) -> SentReminders | None:
    """Send one batch; row by row when something in it fails. None when nothing is left."""
    try:
        with transaction.atomic():
            batch = _locked(_due(round_.now).exclude(pk__in=failed)[:BATCH])
            return round_.send(batch) if batch else None
    except Exception:
        logger.exception("A batch of reminders failed; trying them one by one.")
        return _one_by_one(round_, failed)


def _one_by_one(round_, failed) -> SentReminders:
    """Send the next batch row by row; a row that fails is remembered and left for later."""
    total = SentReminders()
    due = _due(round_.now).exclude(pk__in=failed).values_list("pk", flat=True)[:BATCH]
    for pk in list(due):
        try:
            with transaction.atomic():
                total += round_.send(_locked(_due(round_.now).filter(pk=pk)))
        except Exception:
            logger.exception("The reminder of deadline %s failed.", pk)
            failed.add(pk)
            total += SentReminders(failed=1)
    return total


def _due(now):
    """Return the deadlines that ask for attention by the day of `now`, through their index."""
    return (
        Deadline.objects.running()
        .filter(next_rung_on__lte=timezone.localdate(now))
        .order_by("next_rung_on", "id")
    )


def _locked(rows) -> list[Deadline]:
    rows = rows.select_related("post").select_for_update(
        skip_locked=True, no_key=True, of=("self",)
    )
    return list(rows)


@dataclass(frozen=True)
class _Round:
    """One moment, one calendar, one ladder for a whole round."""

    now: datetime
    calendar: WorkCalendar
    steps: ladder.Steps

    def send(self, deadlines: list[Deadline]) -> SentReminders:
        """Write reminders, notifications and the next day of `deadlines`, which are locked."""
        if not deadlines:
            return SentReminders()
        prefetch_related_objects(deadlines, subjects())
        done = _rungs_done(deadlines)
        rows = []
        for deadline in deadlines:
            rows += self._climb(deadline, done[deadline.pk])
        DeadlineReminder.objects.bulk_create(rows)
        Deadline.objects.bulk_update(deadlines, ["next_rung_on"])
        sent = sum(row.sent_at is not None for row in rows)
        return SentReminders(sent, len(rows) - sent)

    def _climb(self, deadline, done) -> list[DeadlineReminder]:
        """Notify of the highest rung reached; return its row and those of the rungs below."""
        days = ladder.rung_days(deadline.due_on, self.calendar, self.steps)
        today = timezone.localdate(self.now)
        found = ladder.reached(days, on=today, since=deadline.remind_from, done=done)
        deadline.next_rung_on = found.next_on
        if found.send is None:
            return []
        told = self._notify(deadline, found.send)
        rows = [
            self._row(deadline, rung, days, superseded_at=self.now) for rung in found.superseded
        ]
        rows.append(self._row(deadline, found.send, days, sent_at=self.now, recipients=told))
        return rows

    def _notify(self, deadline, rung) -> int:
        """Write the notification of `rung` to the posts concerned; return how many they are."""
        posts = recipients_of(deadline, rung)
        if not posts:
            logger.warning("Nobody is named to be reminded of deadline %s.", deadline.pk)
            return 0
        notifications.notify(
            key=f"deadline:{deadline.pk}:{rung}:{deadline.due_on:%Y-%m-%d}",
            occasion=reminder_words.occasion(rung),
            to=posts,
            subject=deadline.subject,
            context={
                "deadline_id": deadline.pk,
                "kind": deadline.kind,
                "rule_code": deadline.rule_code,
                "name_zh": deadline.name_zh,
                "name_en": deadline.name_en,
                "due_on": deadline.due_on.isoformat(),
                "rung": str(rung),
                "round": deadline.round,
            },
            at=self.now,
        )
        return len(posts)

    def _row(self, deadline, rung, days, **values):
        return DeadlineReminder(
            deadline=deadline,
            rung=rung.value,
            due_for_on=deadline.due_on,
            rung_on=days[rung],
            **values,
        )


def _rungs_done(deadlines) -> dict[int, set[Rung]]:
    """Return the rungs already written for the due day of each deadline, by one query."""
    due_on = {deadline.pk: deadline.due_on for deadline in deadlines}
    done = defaultdict(set)
    rows = DeadlineReminder.objects.filter(deadline__in=due_on)
    for pk, rung, day in rows.values_list("deadline_id", "rung", "due_for_on"):
        if day == due_on[pk]:
            done[pk].add(Rung(rung))
    return done
