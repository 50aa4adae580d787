"""Undo a whole import, or say what stands in the way."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from puyang_property.core import history
from puyang_property.core.importer import jobs, kinds
from puyang_property.core.models.history import Event
from puyang_property.core.models.imports import ImportRow, ImportStatus, Outcome
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

SHOWN = 10
WRITTEN = (Outcome.CREATED, Outcome.MERGED)


@transaction.atomic
def undo(job, *, by, now=None):
    """Take back all that the import wrote, the last row first; all of it or nothing.

    Raises Refused, naming the records, when some of them were changed since.
    """
    lock(job)
    jobs.permitted(job, by)
    kind = kinds.get(job.kind)
    if job.status != ImportStatus.DONE:
        raise Refused(_("Only a finished import can be undone."))
    changed = changed_since(job)
    if changed:
        raise Refused(_blocked(changed))
    for row in job.rows.filter(outcome__in=WRITTEN).order_by("-number").iterator(500):
        row.job = job
        kind.undo(row, job, by=jobs.actor_of(by))
    job.status, job.undone_at = ImportStatus.UNDONE, now or timezone.now()
    job.undone_by = jobs.actor_of(by).user
    job.save(update_fields=["status", "undone_at", "undone_by"])
    history.record(job, "undone", by=jobs.actor_of(by), now=now)
    return job


def changed_since(job):
    """Return the rows whose record has more history now than when the import last wrote it."""
    written = job.rows.filter(outcome__in=WRITTEN).order_by()
    last = written.values("subject_type", "subject_id").annotate(seq=Max("subject_seq"))
    expected = {(r["subject_type"], r["subject_id"]): r["seq"] for r in last}
    changed = []
    for kind in {kind for kind, _id in expected}:
        ids = [pk for of_kind, pk in expected if of_kind == kind]
        for start in range(0, len(ids), 1000):
            heads = (
                Event.objects.filter(subject_type=kind, subject_id__in=ids[start : start + 1000])
                .order_by()
                .values("subject_id")
                .annotate(seq=Max("seq"))
            )
            changed += [
                (kind, head["subject_id"])
                for head in heads
                if head["seq"] > expected[kind, head["subject_id"]]
            ]
    return _rows_of(job, changed)


def _rows_of(job, changed):
    rows = []
    for kind in {kind for kind, _id in changed}:
        ids = [pk for of_kind, pk in changed if of_kind == kind]
        rows += ImportRow.objects.filter(job=job, subject_type=kind, subject_id__in=ids)
    return sorted(rows, key=lambda row: row.number)


def _blocked(rows):
    names = "、".join(f"{row.label} ({row.number})" for row in rows[:SHOWN])
    more = "…" if len(rows) > SHOWN else ""
    return _(
        "%(count)d records were changed after the import, so it cannot be undone as a whole: "
        "%(names)s%(more)s. Correct these by hand."
    ) % {"count": len(rows), "names": names, "more": more}
