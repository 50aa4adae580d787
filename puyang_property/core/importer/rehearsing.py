"""Check a file: do everything, roll it back, and keep only what would have become of each row."""

import itertools
import json
import logging
import pickle
import tempfile

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from puyang_property.core import patience
from puyang_property.core.importer import jobs
from puyang_property.core.importer.applying import take_in, treat
from puyang_property.core.importer.sketches import Sketches
from puyang_property.core.models.imports import ImportJob, ImportRow, ImportStatus, Outcome

log = logging.getLogger(__name__)
ROW_FIELDS = ("number", "outcome", "label", "data", "reasons", "candidates")
ALONE = 100  # rows of a piece that are taken in one by one: what they lock is locked that long


class _NothingWritten(Exception):
    """Rolls back what was tried."""


def rehearse(job, kind, table, size):
    """Say of each row what would become of it; return False when another worker does so."""
    if kind.shelves is None:
        return _in_one_go(job, kind, table, size)
    size = size if kind.open_batch else min(size, ALONE)
    start_over(job)
    with Sketches() as sketches:
        job.context["row_of"] = sketches.row_of
        while chunk := list(itertools.islice(table.rows, size)):
            made = _tried(job, kind, chunk, sketches)
            if not keep_rows(job, made):
                return False
    return True


@transaction.atomic
def start_over(job):
    """Forget what an interrupted check found."""
    ImportJob.objects.select_for_update().get(pk=job.pk)
    job.rows.all().delete()
    job.position, job.counts = 0, {}
    job.save(update_fields=["position", "counts"])


def _tried(job, kind, chunk, sketches):
    """Take in `chunk` among what earlier ones would have made, and roll all of it back."""
    places, by = {}, jobs.actor_of(job.by)

    def recall(rows):
        places.update((row.number, list(kind.shelves(row.data))) for row in rows)
        earlier = sketches.at(itertools.chain.from_iterable(places.values()))
        (kind.recall or again)(earlier)

    def again(earlier):
        for number, cells in sorted(map(pickle.loads, earlier), key=lambda row: row[0]):
            treat(number, cells, kind, job, by=by)

    try:
        with transaction.atomic():
            made = take_in(chunk, kind, job, by=by, recall=recall)
            written = [row for row in made if row.outcome in (Outcome.CREATED, Outcome.MERGED)]
            found = list(kind.sketch(written) if kind.sketch else _rows(written, chunk, places))
            raise _NothingWritten
    except _NothingWritten:
        for sketch in found:
            sketches.keep(*sketch)
        for row in written:
            if row.outcome == Outcome.CREATED:
                sketches.made(row.subject_id, row.number)
        return [_bare(row) for row in made]


def _rows(written, chunk, places):
    """Return sketches that are the rows themselves: what they wrote is written again by them."""
    cells = dict(chunk)
    for row in written:
        yield row.number, places[row.number], pickle.dumps((row.number, cells[row.number]))


def _bare(row):
    """Return the row without what points at records that are not there."""
    return ImportRow(job=row.job, **{field: getattr(row, field) for field in ROW_FIELDS})


@transaction.atomic
def keep_rows(job, made):
    """Save `made` and how far the job is; return False when another worker went on from here."""
    expected = job.position
    fresh = ImportJob.objects.select_for_update().get(pk=job.pk)
    if fresh.position != expected or fresh.status != ImportStatus.RUNNING:
        return False
    reached(job, made)
    return True


def reached(job, made):
    """Save the rows `made`, and that the job has come so far."""
    ImportRow.objects.bulk_create(made)
    job.position += len(made)
    job.counts = added(job.counts, made)
    job.beat_at = timezone.now()
    job.save(update_fields=["position", "counts", "beat_at"])


def added(counts, rows):
    """Return the `counts` with the outcomes of `rows`."""
    counts = dict(counts)
    for row in rows:
        counts[str(row.outcome)] = counts.get(str(row.outcome), 0) + 1
    return counts


# ---------------------------------------------------------------- kinds without shelves
def _in_one_go(job, kind, table, size):
    """Do everything in one transaction: nothing else tells later rows what earlier ones made."""
    by = jobs.actor_of(job.by)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        try:
            with transaction.atomic():
                for done, (number, cells) in enumerate(table.rows, start=1):
                    row = treat(number, cells, kind, job, by=by)
                    kept = [getattr(row, field) for field in ROW_FIELDS]
                    spool.write(json.dumps(kept, ensure_ascii=False) + "\n")
                    if done % size == 0:
                        tell_progress(job, done)
                raise _NothingWritten
        except _NothingWritten:
            spool.seek(0)
            return _keep_spooled(job, spool)


@transaction.atomic
def _keep_spooled(job, spool):
    start_over(job)
    rows = (
        ImportRow(job=job, **dict(zip(ROW_FIELDS, json.loads(line), strict=True))) for line in spool
    )
    while chunk := list(itertools.islice(rows, 1000)):
        reached(job, chunk)
    return True


def tell_progress(job, done):
    """Let the page see how far a check in one go is; without Redis it sees that it runs."""
    try:
        patience.ask(lambda: cache.set(f"import:{job.pk}", done, 3600))
    except patience.RedisAway as away:
        log.warning("Progress of import %s is not shown: %s", job.pk, away)


def progress(job):
    """Return the rows done so far."""
    if job.position or not (job.dry_run and job.is_unfinished):
        return job.position
    try:
        return patience.ask(lambda: cache.get(f"import:{job.pk}")) or 0
    except patience.RedisAway:
        return 0
