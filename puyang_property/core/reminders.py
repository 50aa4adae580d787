"""Send what the ladder says, in sets: the cost is what is due, not what exists."""

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import transaction
from django.db.models import F, prefetch_related_objects
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.utils import timezone

from puyang_property.core import ladder, notifications, reminder_words, rulebook
from puyang_property.core.calendar import OfficeHours, WorkCalendar, current_calendar
from puyang_property.core.ladder import Rung
from puyang_property.core.models.clock import Deadline
from puyang_property.core.models.clock_changes import DeadlineReminder
from puyang_property.core.workdays import SHANGHAI

BATCH = 500
NEEDED = (
    "subject_type_id",
    "subject_id",
    "kind",
    "round",
    "area_path",
    "post_id",
    "rule_code",
    "name_zh",
    "name_en",
    "due_on",
    "remind_from",
    "next_rung_on",
)
logger = logging.getLogger(__name__)
_recipients: dict[str, Callable] = {}
_shown_with: dict[type, tuple] = {}
_reminded_with: dict[type, tuple] = {}


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


def register_subject(
    model, *, recipients: Callable, shown_with: tuple = (), reminded_with: tuple = ()
) -> None:
    """Let `recipients(owed)` name the posts to remind for deadlines of `model`.

    `owed` is a list of (deadline, rung); the answer holds a list of posts for each, in order, so
    that a room reads its posts once for many. `shown_with` names the relations that the record's
    words and address need, for lists; `reminded_with` the only fields that `recipients` and the
    record's area are read from (default: all).
    """
    _recipients[model._meta.label_lower] = recipients
    _shown_with[model] = shown_with
    _reminded_with[model] = reminded_with


def subjects() -> GenericPrefetch:
    """Return the prefetch that reads the records of many deadlines by one query per kind."""
    rows = [
        model._base_manager.select_related(*names) for model, names in _shown_with.items() if names
    ]
    return GenericPrefetch("subject", rows)


def _lean_subjects() -> GenericPrefetch:
    """Return the prefetch that reads of the records only what a reminder needs."""
    rows = [
        model._base_manager.select_related(*_shown_with[model]).only(*fields)
        for model, fields in _reminded_with.items()
        if fields
    ]
    return GenericPrefetch("subject", rows)


def recipients_of(owed: list[tuple[Deadline, Rung]]) -> list[list]:
    """Return for each (deadline, rung) the posts that hear of it, by few queries for all.

    As the room says, else the post that owes.
    """
    by_room = defaultdict(list)
    for number, (deadline, _rung) in enumerate(owed):
        by_room[deadline.subject._meta.label_lower].append(number)
    found: list[list] = [[]] * len(owed)
    for room, numbers in by_room.items():
        answers = _recipients.get(room, _who_owes)([owed[number] for number in numbers])
        for number, posts in zip(numbers, answers, strict=True):
            found[number] = list(posts)
    return found


def _who_owes(owed):
    prefetch_related_objects([deadline for deadline, _rung in owed], "post")
    return [[deadline.post] if deadline.post_id else [] for deadline, _rung in owed]


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
    total, after = SentReminders(), None
    while True:
        done, after = _next_batch(round_, after)
        total += done
        if after is None:
            return total


def _next_batch(round_, after) -> tuple[SentReminders, tuple | None]:
    """Send the batch after the key `after`; return what was done and its last key.

    Row by row when something in it fails. The key is None when nothing is left: rows that fail,
    or that another round holds, are left behind and not met again.
    """
    try:
        with transaction.atomic():
            batch = _locked(_due(round_.now, after)[:BATCH])
            done = round_.send(batch)
    except Exception:
        logger.exception("A batch of reminders failed; trying them one by one.")
        return _one_by_one(round_, after)
    return done, _key(batch[-1]) if batch else None


def _one_by_one(round_, after) -> tuple[SentReminders, tuple | None]:
    """Send the next batch row by row; a row that fails is left for the next round."""
    total = SentReminders()
    keys = list(_due(round_.now, after).values_list("next_rung_on", "id")[:BATCH])
    for _day, pk in keys:
        try:
            with transaction.atomic():
                total += round_.send(_locked(_due(round_.now).filter(pk=pk)))
        except Exception:
            logger.exception("The reminder of deadline %s failed.", pk)
            total += SentReminders(failed=1)
    return total, keys[-1] if keys else None


def _due(now, after=None):
    """Return the deadlines that ask for attention by the day of `now`, through their index."""
    rows = Deadline.objects.running().filter(next_rung_on__lte=timezone.localdate(now))
    if after:
        rows = rows.filter(TupleGreaterThan(Tuple(F("next_rung_on"), F("id")), after))
    return rows.order_by("next_rung_on", "id")


def _locked(rows) -> list[Deadline]:
    rows = rows.only(*NEEDED).select_for_update(skip_locked=True, no_key=True)
    return list(rows)


@dataclass(frozen=True)
class _Round:
    """One moment, one calendar, one ladder for a whole round."""

    now: datetime
    calendar: WorkCalendar
    steps: ladder.Steps
    days: dict = field(default_factory=dict)

    def send(self, deadlines: list[Deadline]) -> SentReminders:
        """Write reminders, notifications and the next day of `deadlines`, which are locked."""
        if not deadlines:
            return SentReminders()
        done = _rungs_done(deadlines)
        reached = [(deadline, self._reached(deadline, done)) for deadline in deadlines]
        _plan(reached)
        owed = [(deadline, found) for deadline, found in reached if found.send]
        told = self._tell([(deadline, found.send) for deadline, found in owed])
        rows = [
            row
            for (deadline, found), posts in zip(owed, told, strict=True)
            for row in self._rows(deadline, found, len(posts))
        ]
        DeadlineReminder.objects.bulk_create(rows)
        return SentReminders(len(owed), len(rows) - len(owed))

    def _days(self, due_on):
        """Return the days of the rungs for `due_on`, counted once a round."""
        if due_on not in self.days:
            self.days[due_on] = ladder.rung_days(due_on, self.calendar, self.steps)
        return self.days[due_on]

    def _reached(self, deadline, done) -> ladder.Reached:
        return ladder.reached(
            self._days(deadline.due_on),
            on=timezone.localdate(self.now),
            since=deadline.remind_from,
            done=done[deadline.pk],
        )

    def _tell(self, owed) -> list[list]:
        """Write the notifications of `owed`; return the posts told of each."""
        prefetch_related_objects([deadline for deadline, _rung in owed], _lean_subjects())
        told = recipients_of(owed)
        notices = []
        for (deadline, rung), posts in zip(owed, told, strict=True):
            if posts:
                notices.append(self._notice(deadline, rung, posts))
            else:
                logger.warning("Nobody is named to be reminded of deadline %s.", deadline.pk)
        notifications.notify_many(notices)
        return told

    def _notice(self, deadline, rung, posts) -> notifications.Notice:
        """Return the notice of `rung` to the posts concerned."""
        return notifications.Notice(
            key=f"deadline:{deadline.pk}:{rung}:{deadline.due_on.isoformat()}",
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

    def _rows(self, deadline, found, recipients) -> list[DeadlineReminder]:
        """Return the row of the rung that is sent, and before it those of the rungs it replaces."""
        rows = [self._row(deadline, rung, superseded_at=self.now) for rung in found.superseded]
        sent = self._row(deadline, found.send, sent_at=self.now, recipients=recipients)
        return [*rows, sent]

    def _row(self, deadline, rung, **values):
        return DeadlineReminder(
            deadline_id=deadline.pk,
            rung=rung.value,
            due_for_on=deadline.due_on,
            rung_on=self._days(deadline.due_on)[rung],
            **values,
        )


def _key(deadline) -> tuple:
    """Return the place of `deadline` in the order of the sweep, as it was when it was read."""
    return deadline.next_rung_on, deadline.pk


def _plan(reached) -> None:
    """Write the next day on which each deadline asks for attention, by one UPDATE per day."""
    by_day = defaultdict(list)
    for deadline, found in reached:
        by_day[found.next_on].append(deadline.pk)
    for day, ids in by_day.items():
        Deadline.objects.filter(pk__in=ids).update(next_rung_on=day)


def _rungs_done(deadlines) -> dict[int, set[Rung]]:
    """Return the rungs already written for the due day of each deadline, by one query."""
    due_on = {deadline.pk: deadline.due_on for deadline in deadlines}
    done = defaultdict(set)
    rows = DeadlineReminder.objects.filter(deadline__in=list(due_on))
    for pk, rung, day in rows.values_list("deadline_id", "rung", "due_for_on"):
        if day == due_on[pk]:
            done[pk].add(Rung(rung))
    return done
