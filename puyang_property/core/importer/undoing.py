"""Undo a whole import, or say what stands in the way."""

from collections import Counter

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from puyang_property.core import history
from puyang_property.core.importer import jobs, kinds, working
from puyang_property.core.importer.applying import words_of
from puyang_property.core.models.history import Event
from puyang_property.core.models.imports import WRITTEN, ImportRow, ImportStatus, Outcome
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

SHOWN = 10
SAVED = ["outcome", "reasons", "before"]
LEFT = "_left"  # under this a row that was left keeps what it was before


def undo(job, *, by, now=None):
    """Take back all that the import wrote before this returns; see `begin`."""
    begin(job, by=by, now=now, wait=True)
    working.run(job.pk)
    job.refresh_from_db()
    return job


@transaction.atomic
def begin(job, *, by, leave_changed=False, now=None, wait=False):
    """Let a worker take back all that the import wrote, the last row first.

    Raises Refused, naming the records, when some of them were changed since; with
    `leave_changed` those are left as they are, and their rows say so. Begun again, it goes over
    the rows that were left: what stood in the way may be gone.
    """
    lock(job)
    jobs.permitted(job, by)
    if job.status == ImportStatus.UNDONE:
        _go_over_again(job)
    elif job.status != ImportStatus.DONE:
        raise Refused(_("Only a finished import can be undone."))
    changed = changed_since(job)
    if changed and not leave_changed:
        raise Refused(_blocked(changed))
    for row in changed:
        _leave(row, [row.in_the_way])
    ImportRow.objects.bulk_update(changed, SAVED, batch_size=500)
    rows = job.rows.filter(outcome__in=WRITTEN).count()
    working.start(job, ImportStatus.UNDOING, by=by, rows=rows, now=now, wait=wait)
    history.record(job, "undoing", by=jobs.actor_of(by), now=now, changes={"left": len(changed)})
    return job


@working.work(ImportStatus.UNDOING)
def take_back(job, kind, *, by):
    """Undo the next rows of `job` from its end; the last one ends the undoing."""
    jobs.permitted(job, by)
    rows = job.rows.filter(outcome__in=WRITTEN).order_by("-number")[: working.CHUNK]
    rows = list(rows)
    late = _touched_meanwhile(job, rows)
    for row in rows:
        row.job = job
        if row.pk in late:
            _leave(row, [_("Changed since the import: left as it is.")])
        else:
            _take_back(row, kind, by)
    ImportRow.objects.bulk_update(rows, SAVED)
    if rows:
        return len(rows)
    job.status, job.undone_at, job.undone_by = ImportStatus.UNDONE, timezone.now(), by
    history.record(job, "undone", by=jobs.actor_of(by), changes=jobs.count(job))
    return None


def _take_back(row, kind, by):
    try:
        with transaction.atomic():
            kind.undo(row, row.job, by=jobs.actor_of(by))
    except (Refused, ValidationError, PermissionDenied, IntegrityError, DataError) as error:
        _leave(row, words_of(error))
    else:
        row.outcome = Outcome.UNDONE


def _leave(row, reasons):
    was = {"outcome": row.outcome, "reasons": len(row.reasons)}
    row.before = {**(row.before or {}), LEFT: was}
    row.outcome, row.reasons = Outcome.LEFT, [*row.reasons, *reasons]


def can_go_over_again(job):
    """Tell whether the undoing left rows that it may try once more."""
    return job.status == ImportStatus.UNDONE and _left(job).exists()


def _left(job):
    return job.rows.filter(outcome=Outcome.LEFT, before__has_key=LEFT)


def _go_over_again(job):
    """Let the rows that an earlier undoing left be what they were before it."""
    rows = list(_left(job))
    if not rows:
        raise Refused(_("Everything that this import wrote is taken back already."))
    for row in rows:
        was = row.before.pop(LEFT)
        row.outcome, row.reasons = was["outcome"], row.reasons[: was["reasons"]]
    ImportRow.objects.bulk_update(rows, SAVED, batch_size=500)
    job.undone_at = job.undone_by = None


def changed_since(job):
    """Return the rows whose record is no longer as the import wrote it; `in_the_way` says why."""
    written = job.rows.filter(outcome__in=WRITTEN).order_by()
    last = written.values("subject_type", "subject_id").annotate(seq=Max("subject_seq"))
    expected = {(r["subject_type"], r["subject_id"]): r["seq"] for r in last}
    rows = {row.pk: row for row in _rows_of(job, _longer(expected))}
    for row in rows.values():
        row.in_the_way = _("Changed since the import: left as it is.")
    obstacles = kinds.get(job.kind).obstacles
    for row, reason in obstacles(written) if obstacles else ():
        rows.setdefault(row.pk, row).in_the_way = reason
    return sorted(rows.values(), key=lambda row: row.number)


def _touched_meanwhile(job, rows):
    """Return the keys of those `rows` whose record somebody changed while the job was undone.

    Records that several rows wrote have more history from undoing the later ones; what others
    did to them was looked for before the first.
    """
    ids = [row.subject_id for row in rows]
    several = job.rows.filter(subject_id__in=ids).order_by().values("subject_type", "subject_id")
    several = several.annotate(rows=Count("id")).filter(rows__gt=1)
    several = {(each["subject_type"], each["subject_id"]) for each in several}
    alone = {
        (row.subject_type_id, row.subject_id): row
        for row in rows
        if (row.subject_type_id, row.subject_id) not in several
    }
    longer = _longer({key: row.subject_seq for key, row in alone.items()})
    return {alone[key].pk for key in longer}


def _longer(expected):
    """Return those (type, id) that have more events than `expected` says."""
    changed = []
    for kind in Counter(kind for kind, _id in expected):
        ids = [pk for of_kind, pk in expected if of_kind == kind]
        for start in range(0, len(ids), 1000):
            heads = Event.objects.filter(
                subject_type=kind, subject_id__in=ids[start : start + 1000]
            )
            heads = heads.order_by().values_list("subject_id").annotate(Max("seq"))
            changed += [(kind, pk) for pk, seq in heads if seq > expected[kind, pk]]
    return changed


def _rows_of(job, changed):
    for kind in {kind for kind, _id in changed}:
        ids = [pk for of_kind, pk in changed if of_kind == kind]
        for start in range(0, len(ids), 1000):
            yield from ImportRow.objects.filter(
                job=job,
                subject_type=kind,
                subject_id__in=ids[start : start + 1000],
                outcome__in=WRITTEN,
            )


def _blocked(rows):
    names = "、".join(f"{row.label} ({row.number})" for row in rows[:SHOWN])
    more = "…" if len(rows) > SHOWN else ""
    return _(
        "%(count)d records were changed after the import or have something entered at them, so it "
        "cannot be undone as a whole: %(names)s%(more)s. Correct these by hand."
    ) % {"count": len(rows), "names": names, "more": more}
