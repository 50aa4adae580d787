"""Run an import: in resumable chunks, or as a rehearsal that writes nothing."""

import contextlib
import itertools
import logging

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from puyang_property.core import history
from puyang_property.core.actors import CLOCK
from puyang_property.core.importer import jobs, kinds, readers, report
from puyang_property.core.importer.applying import given, take_in
from puyang_property.core.importer.rehearsing import (
    progress,
    reached,
    rehearse,
    tell_progress,
)
from puyang_property.core.importer.spooling import Spool
from puyang_property.core.models.imports import ImportJob, ImportStatus

log = logging.getLogger(__name__)
CHUNK = 500


def run(job_id):
    """Run the waiting or interrupted import `job_id` to its end; harmless when run twice."""
    with transaction.atomic():
        job = ImportJob.objects.select_for_update().filter(pk=job_id).first()
        if job is None or job.status not in ImportJob.TAKING_IN:
            return job
        job.status, job.beat_at = ImportStatus.RUNNING, timezone.now()
        job.save(update_fields=["status", "beat_at"])
    with override(job.by.language if job.by else get_language()):  # reasons are kept as words
        return _run(job, kinds.get(job.kind))


def _run(job, kind):
    """Read the file and rehearse or perform; then write the report."""
    try:
        with job.file.open("rb") as file, contextlib.ExitStack() as at_the_end:
            table = readers.read(file, job.filename, kind)
            job.context = _context(job, kind, table, at_the_end)
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


def _context(job, kind, table, at_the_end):
    """Let the kind look through the rows once, where it wants to; the file is read only once."""
    if kind.prepare is None:
        return {}
    spool = at_the_end.enter_context(Spool(table.rows))
    found = kind.prepare((given(cells, job) for _number, cells in spool.first_look()), job)
    table.rows = spool.again()
    return found


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
    reached(job, take_in(chunk, kind, job, by=jobs.actor_of(job.by)))
    return True


def _rehearse(job, kind, table):
    """Check the whole file."""
    return rehearse(job, kind, table, CHUNK) and _finish(job, ImportStatus.CHECKED)


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


__all__ = ["progress", "run", "tell_progress"]
