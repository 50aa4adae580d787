"""Go through the rows of a finished import in the background: resumable, with progress."""

import logging

from django.contrib.auth import get_user_model
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from puyang_property.core import history
from puyang_property.core.importer import jobs, kinds, report
from puyang_property.core.models.imports import ImportJob, ImportStatus
from puyang_property.core.refusals import Forbidden

log = logging.getLogger(__name__)
CHUNK = 100
_works = {}


def work(status):
    """Enter a function that does the next rows of a job while it has `status`.

    It is called as f(job, kind, by=user) with the job locked and returns how many rows it did, or
    None when all is done; it has set the status that follows then.
    """

    def enter(function):
        _works[status] = function
        return function

    return enter


def start(job, status, *, by, rows, now=None, wait=False, **facts):
    """Let a worker go through the `rows` (a number) of a locked, finished job."""
    actor = jobs.actor_of(by)
    job.status, job.beat_at, job.problem = status, now or timezone.now(), ""
    job.work = {"by": actor.user_id, "of": rows, "done": 0, **facts}
    job.save(update_fields=["status", "beat_at", "problem", "work", "undone_at", "undone_by"])
    if not wait:
        transaction.on_commit(lambda: jobs.hand_over("go_on", job.pk))


def run(job_id):
    """Go on with the rows of `job_id` to the end; twice, or at once, is harmless."""
    job = ImportJob.objects.select_related("by").get(pk=job_id)
    by = get_user_model().objects.filter(pk=job.work.get("by")).first()
    with override(by.language if by else get_language()):  # reasons are kept as words
        try:
            while job is not None and job.status in ImportJob.AFTERWARDS:
                job = _some(job_id, by)
        except OperationalError:  # the database is away: the sweep tries again
            raise
        except Forbidden as refused:
            return _stop(job_id, str(refused))
        except Exception:
            _stop(job_id, _("An error of the portal stopped this. Begin again."))
            raise
    return job


@transaction.atomic
def _some(job_id, by):
    """Do some rows in one transaction, and write how far it is."""
    job = ImportJob.objects.select_for_update().get(pk=job_id)
    if job.status not in ImportJob.AFTERWARDS:
        return job
    done = _works[job.status](job, kinds.get(job.kind), by=by)
    job.work["done"] += done or 0
    job.beat_at = timezone.now()
    job.save()
    if done is None:
        jobs.recount(job)
        transaction.on_commit(lambda: _tell(job))
    return job


def _tell(job):
    """Write the report anew; without room for it the old one stands."""
    try:
        if job.report:
            report.write(job)
    except OSError:
        log.exception("The report of import %s could not be written.", job.pk)


@transaction.atomic
def _stop(job_id, problem):
    """Give a job back that went wrong: what was done stays done, the rest can be begun again."""
    job = ImportJob.objects.select_for_update().get(pk=job_id)
    job.status, job.problem = ImportStatus.DONE, problem
    job.save(update_fields=["status", "problem"])
    jobs.recount(job)
    history.record(job, "stopped", by=jobs.actor_of(None))
    return job
