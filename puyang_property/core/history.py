"""Write, read, verify and lawfully erase history."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from puyang_property.core.actors import Actor
from puyang_property.core.followers import tell
from puyang_property.core.models.history import Event, EventNote, HistoryAnchor
from puyang_property.core.prepared import Asked, Prepared


def record(
    obj,
    name,
    *,
    by,
    note="",
    now=None,
    changes=None,
    permission=None,
    post=None,
    from_state="",
    to_state="",
    internal=True,
    first=False,
    is_locked=False,
):
    """Append one Event to the chain of `obj` under that record's lock, and return it.

    `first=True` is for a record made in this very transaction: nobody else sees it, nothing has
    happened to it, so neither lock nor predecessor is looked for. `is_locked=True` is for a caller
    who holds the lock of the very row `obj` in this transaction.

    `changes` maps field → new value: ids, codes, dates and numbers, never free text of a person.
    `note` is the text, kept in an erasable row; `internal=False` lets the resident read it.
    """
    actor = Actor.of(by)
    # a note is a second row, and comes with the event or not at all; an event is one statement
    with transaction.atomic(savepoint=bool(note)):
        last = None if first else _last(obj, is_locked=is_locked)
        if post is None and permission:
            post = actor.post_for(permission, obj)
        event = _sealed(
            obj,
            last,
            name=name,
            from_state=from_state,
            to_state=to_state,
            actor_kind=actor.kind,
            user=actor.user,
            post=post,
            at=now or timezone.now(),
            changes=changes,
            note_digest=_digest(note) if note else "",
        )
        event.save(force_insert=True)
        if note:
            EventNote.objects.create(event=event, text=note, internal=internal)
        tell([event])
    return event


def begin(obj, *steps, by, post=None, now=None):
    """Return the unsaved first events of `obj`, a record that is being made: (name, changes), ….

    Nobody else knows its key yet, so its chain starts here without lock or look-up. The caller
    saves the record first and hands these events to `write` in the same transaction.
    """
    actor, made = Actor.of(by), []
    for name, changes in steps:
        last = {"seq": made[-1].seq, "hash": made[-1].hash} if made else None
        event = _sealed(
            obj,
            last,
            name=name,
            actor_kind=actor.kind,
            user=actor.user,
            post=post,
            at=now or timezone.now(),
            changes=changes,
        )
        made.append(event)
    return made


def write(events):
    """Save events that `begin` made; the database refuses a chain that was there already."""
    Event.objects.bulk_create(events)
    tell(events)


def record_each(rows, name, *, by, changes=None, now=None):
    """Append the same event to the chain of every record of a queryset, by a query for each step.

    For what moves with something else, hundreds at once; `record` is for one.
    """
    actor, now = Actor.of(by), now or timezone.now()
    with transaction.atomic(savepoint=False):
        locked = rows.order_by("pk").select_for_update(of=("self",), no_key=True)
        found = list(locked.only("pk"))
        kind = ContentType.objects.get_for_model(rows.model)
        chains = Event.objects.filter(subject_type=kind, subject_id__in=[row.pk for row in found])
        newest = chains.order_by("subject_id", "-seq").distinct("subject_id")
        last = {each["subject_id"]: each for each in newest.values("subject_id", "seq", "hash")}
        facts = {"actor_kind": actor.kind, "user": actor.user, "at": now, "changes": changes}
        write([_sealed(row, last.get(row.pk), name=name, **facts) for row in found])


def _sealed(obj, last, *, changes, **facts):
    """Return the event that follows `last` in the chain of `obj`, with its hash."""
    event = Event(
        subject_type=ContentType.objects.get_for_model(obj),
        subject_id=obj.pk,
        seq=(last["seq"] if last else 0) + 1,
        changes={key: plain(value) for key, value in (changes or {}).items()},
        previous_hash=last["hash"] if last else "",
        **facts,
    )
    event.hash = seal(event)
    return event


def _last(obj, *, is_locked):
    """Lock `obj` and return number and hash of its newest event, or None."""
    if not is_locked:
        obj._meta.model._base_manager.select_for_update(no_key=True).only("pk").get(pk=obj.pk)
    return NEWEST.first(kind=ContentType.objects.get_for_model(obj).pk, pk=obj.pk)


def _newest():
    rows = Event.objects.filter(subject_type=Asked("kind"), subject_id=Asked("pk"))
    return rows.order_by("-seq").values("seq", "hash")[:1]


NEWEST = Prepared(_newest)  # each event asks


def of(obj):
    """Return the events of `obj`, oldest first."""
    kind = ContentType.objects.get_for_model(obj)
    return Event.objects.filter(subject_type=kind, subject_id=obj.pk).order_by("seq")


def lengths(model, ids):
    """Return id → how many events, for those records of `model` that have any."""
    kind = ContentType.objects.get_for_model(model)
    rows = Event.objects.filter(subject_type=kind, subject_id__in=ids).order_by()
    return dict(rows.values_list("subject_id").annotate(models.Max("seq")))


def plain(value):
    """Return `value` as JSON can hold it: models by id, dates and decimals as text."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | float):  # JSONB may write 1e16 otherwise than Python does
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value if isinstance(value, str | int | bool | type(None)) else str(value)


def seal(event):
    """Return the hash of `event`: SHA-256 over canonical UTF-8 JSON (sorted keys, UTC)."""
    body = {
        "subject_type": event.subject_type_id,
        "subject_id": event.subject_id,
        "seq": event.seq,
        "name": event.name,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "actor_kind": str(event.actor_kind),
        "user": event.user_id,
        "post": event.post_id,
        "at": plain(event.at),
        "changes": event.changes,
        "note_digest": event.note_digest,
        "previous_hash": event.previous_hash,
    }
    return _digest(json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def _digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def erase_note(event, *, by, basis, now=None):
    """Erase the words of `event` under the legal `basis`; the chain still verifies.

    Raises ValidationError when the basis is empty or nothing is left to erase.
    """
    if not basis.strip():
        raise ValidationError(_("Name the law under which the words are erased."))
    note = EventNote.objects.select_for_update().filter(event=event, erased_at=None).first()
    if note is None:
        raise ValidationError(_("There are no words to erase here."))
    note.text, note.erased_by, note.erased_basis = "", Actor.of(by).user, basis.strip()
    note.erased_at = now or timezone.now()
    note.save()
    return note


def faults():
    """Yield a sentence for each event, note or anchor that does not verify; nothing means whole."""
    yield from _broken_chains()
    yield from _broken_notes()
    yield from _broken_anchors()


def _broken_chains():
    previous = None
    for event in Event.objects.order_by("subject_type_id", "subject_id", "seq").iterator(2000):
        chain = (event.subject_type_id, event.subject_id)
        starts = previous is None or (previous.subject_type_id, previous.subject_id) != chain
        expected = (1, "") if starts else (previous.seq + 1, previous.hash)
        if (event.seq, event.previous_hash) != expected:
            yield f"{event}: does not follow its predecessor."
        if event.hash != seal(event):
            yield f"{event}: was changed after it was written."
        previous = event


def _broken_notes():
    kept = EventNote.objects.filter(erased_at=None).select_related("event")
    for note in kept.iterator(2000):
        if _digest(note.text) != note.event.note_digest:
            yield f"{note.event}: its note is not the one that was written."
    for event in Event.objects.exclude(note_digest="").filter(note_row=None).iterator(2000):
        yield f"{event}: its note is gone without an erasure."


def _broken_anchors():
    before = None
    for kept in HistoryAnchor.objects.order_by("last_event_id", "day"):
        if _heads(before, kept.last_event_id) != (kept.chains, kept.digest):
            yield f"{kept.day}: the heads of that day are not whole."
        before = kept


def anchor(day):
    """Write the anchor of `day` over the heads of every chain that grew since the last, once.

    It includes the digest of the anchor before, so the newest one stands for all heads, and costs
    what one day brought. Returns the anchor.
    """
    existing = HistoryAnchor.objects.filter(day=day).first()
    if existing:
        return existing
    before = HistoryAnchor.objects.order_by("-last_event_id", "-day").first()
    last = _last_settled_event()
    chains, digest = _heads(before, last)
    kept, _created = HistoryAnchor.objects.get_or_create(
        day=day, defaults={"last_event_id": last, "chains": chains, "digest": digest}
    )
    return kept


@transaction.atomic
def _last_settled_event():
    """Return the highest id of an event, when no writer holds a lower one back.

    Ids are drawn before the commit: without the lock an event could appear below the anchor later
    and look like a forgery. The lock waits for open writers and is gone with this transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {Event._meta.db_table} IN SHARE MODE")
    return Event.objects.aggregate(last=models.Max("id"))["last"] or 0


def _heads(before, last_event_id):
    """Return how many chains grew from the anchor `before` to `last_event_id`, and the digest."""
    digest, chains = hashlib.sha256(), 0
    digest.update((before.digest if before else "").encode())
    heads = (
        Event.objects.filter(id__gt=before.last_event_id if before else 0, id__lte=last_event_id)
        .order_by("subject_type_id", "subject_id", "-seq")
        .distinct("subject_type_id", "subject_id")
        .values_list("subject_type_id", "subject_id", "seq", "hash")
    )
    for head in heads.iterator(2000):
        digest.update(repr(head).encode())
        chains += 1
    return chains, digest.hexdigest()
