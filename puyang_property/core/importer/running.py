"""Run an import: in resumable chunks, or as a rehearsal that writes nothing."""

import itertools
import json
import logging
import tempfile

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from puyang_property.core import history, patience
from puyang_property.core.actors import CLOCK
from puyang_property.core.importer import jobs, kinds, readers, report
from puyang_property.core.importer.applying import given, treat
from puyang_property.core.models.imports import ImportJob, ImportRow, ImportStatus

log = logging.getLogger(__name__)
CHUNK = 200
ROW_FIELDS = ("number", "outcome", "label", "data", "reasons", "candidates")


class _NothingWritten(Exception):
    """Rolls a rehearsal back."""


def run(job_id):
    """Run the waiting or interrupted import `job_id` to its end; harmless when run twice."""
    with transaction.atomic():
        job = ImportJob.objects.select_for_update().filter(pk=job_id).first()
        if job is None or not job.is_unfinished:
            return job
        job.status, job.beat_at = ImportStatus.RUNNING, timezone.now()
        job.save(update_fields=["status", "beat_at"])
    with override(job.by.language if job.by else get_language()):  # reasons are kept as words
        return _run(job, kinds.get(job.kind))


def _run(job, kind):
    """Read the file and rehearse or perform; then write the report."""
    try:
        with job.file.open("rb") as file:
            job.context = _context(job, kind, file)
            table = readers.read(file, job.filename, kind)
            finished = (_rehearse if job.dry_run else _perform)(job, kind, table)
    except ValidationError as error:
        return _fail(job, " ".join(error.messages))
    except FileNotFoundError:
        return _fail(job, _("The file is gone."))
    except OperationalError:  # the database is away: the sweep tries again
        raise
    except OSError:
        log.exception("Import %s could not be read or spooled.", job.pk)
        return _fail(job, _("There is no room left for files on our side. Begin again later."))
    except Exception:
        _fail(job, _("An error of the portal stopped this import."))
        raise
    if finished:
        _report(job)
    return job


def _report(job):
    """Write the report; without room for it the import stands all the same, and says so."""
    try:
        report.write(job)
    except OSError:
        log.exception("The report of import %s could not be written.", job.pk)
        job.problem = _(
            "There was no room for the file with the reasons. The rows are listed here."
        )
        job.save(update_fields=["problem"])


def _context(job, kind, file):
    """Let the kind look through the rows once, where it wants to."""
    if kind.prepare is None:
        return {}
    table = readers.read(file, job.filename, kind)
    return kind.prepare((given(cells, job) for _number, cells in table.rows), job)


def _perform(job, kind, table):
    """Take in chunk after chunk, each in its own transaction with the position it reached."""
    rows = itertools.islice(table.rows, job.position, None)
    while chunk := list(itertools.islice(rows, CHUNK)):
        if not _take_in(job, kind, chunk):
            return False
    return _finish(job, ImportStatus.DONE)


@transaction.atomic
def _take_in(job, kind, chunk):
    """Take in `chunk`; return False when another worker went on from here already."""
    expected = job.position
    fresh = ImportJob.objects.select_for_update().get(pk=job.pk)
    if fresh.position != expected or fresh.status != ImportStatus.RUNNING:
        return False
    by = jobs.actor_of(job.by)
    made = [treat(number, cells, kind, job, by=by) for number, cells in chunk]
    ImportRow.objects.bulk_create(made)
    job.position = expected + len(chunk)
    job.counts = _added(job.counts, made)
    job.beat_at = timezone.now()
    job.save(update_fields=["position", "counts", "beat_at"])
    return True


def _rehearse(job, kind, table):
    """Do everything, roll it back and keep only what would have become of each row."""
    by = jobs.actor_of(job.by)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        try:
            with transaction.atomic():
                for done, (number, cells) in enumerate(table.rows, start=1):
                    row = treat(number, cells, kind, job, by=by)
                    kept = [getattr(row, field) for field in ROW_FIELDS]
                    spool.write(json.dumps(kept, ensure_ascii=False) + "\n")
                    if done % CHUNK == 0:
                        tell_progress(job, done)
                raise _NothingWritten
        except _NothingWritten:
            spool.seek(0)
            return _keep_rehearsal(job, spool)


@transaction.atomic
def _keep_rehearsal(job, spool):
    ImportJob.objects.select_for_update().get(pk=job.pk)
    job.rows.all().delete()
    counts, total = {}, 0
    rows = (
        ImportRow(job=job, **dict(zip(ROW_FIELDS, json.loads(line), strict=True))) for line in spool
    )
    while chunk := list(itertools.islice(rows, 1000)):
        ImportRow.objects.bulk_create(chunk)
        counts, total = _added(counts, chunk), total + len(chunk)
    job.counts, job.position = counts, total
    job.save(update_fields=["counts", "position"])
    return _finish(job, ImportStatus.CHECKED)


def _finish(job, status):
    job.status, job.finished_at, job.total = status, timezone.now(), job.position
    job.save(update_fields=["status", "finished_at", "total"])
    name = "checked" if status == ImportStatus.CHECKED else "done"
    history.record(job, name, by=CLOCK, changes=job.counts)
    return True


def _fail(job, problem):
    """Note why the file could not be read; what came in before stays and can be undone."""
    job.status = ImportStatus.DONE if job.counts and not job.dry_run else ImportStatus.FAILED
    job.problem, job.finished_at = problem, timezone.now()
    job.save(update_fields=["status", "problem", "finished_at"])
    history.record(job, "failed", by=CLOCK)
    return job


def _added(counts, rows):
    counts = dict(counts)
    for row in rows:
        counts[str(row.outcome)] = counts.get(str(row.outcome), 0) + 1
    return counts


def tell_progress(job, done):
    """Let the page see how far a rehearsal is; without Redis it sees that it runs."""
    try:
        patience.ask(lambda: cache.set(f"import:{job.pk}", done, 3600))
    except patience.RedisAway as away:
        log.warning("Progress of import %s is not shown: %s", job.pk, away)


def progress(job):
    """Return the rows done so far."""
    if job.dry_run and job.is_unfinished:
        try:
            return patience.ask(lambda: cache.get(f"import:{job.pk}")) or 0
        except patience.RedisAway:
            return 0
    return job.position
