"""Imports in the background, and the sweep that finds what was left lying."""

from datetime import timedelta

from celery import shared_task
from django.db.models import Q

from puyang_property.core import clock
from puyang_property.core.importer import contacts, jobs, kinds, running, working
from puyang_property.core.models.imports import ImportJob, ImportStatus

SILENT = timedelta(minutes=5)  # a running import writes a sign of life with each chunk
REHEARSAL_SILENT = timedelta(hours=1)  # a check in one transaction writes none
LEFT_ALONE = timedelta(minutes=2)  # a chunk of decisions or of undoing takes seconds
FILES_KEPT = timedelta(days=180)
CONTACTS_KEPT = timedelta(days=30)  # time enough to correct what was refused (PIPL Art. 19)


@jobs.task
@shared_task(name="core.run_import")
def run_import(job_id):
    """Run the import; twice is harmless."""
    running.run(job_id)


@jobs.task
@shared_task(name="core.go_on_with_import")
def go_on(job_id):
    """Go on deciding or undoing rows of a finished import; twice is harmless."""
    working.run(job_id)


def requeue(now):
    """Hand over imports that wait since a minute or whose worker fell silent; return how many."""
    waiting = Q(status=ImportStatus.WAITING, beat_at__lt=now - timedelta(minutes=1))
    long = Q(dry_run=True, kind__in=[k.slug for k in kinds.all_kinds() if k.shelves is None])
    lost = Q(status=ImportStatus.RUNNING) & (
        (Q(beat_at__lt=now - SILENT) & ~long) | (Q(beat_at__lt=now - REHEARSAL_SILENT) & long)
    )
    found = list(ImportJob.objects.filter(waiting | lost).values_list("pk", flat=True))
    for pk in found:
        jobs.hand_over("run_import", pk)
    left = Q(status__in=ImportJob.AFTERWARDS, beat_at__lt=now - LEFT_ALONE)
    left = list(ImportJob.objects.filter(left).values_list("pk", flat=True))
    for pk in left:
        jobs.hand_over("go_on", pk)
    return len(found) + len(left)


def forget_files(now):
    """Delete files and reports of imports older than half a year; what became of rows stays.

    Those that hold contacts go after a month, whether these were taken in or not.
    """
    kept = ImportJob.objects.exclude(file="", report="")
    old = [
        job
        for job in kept.filter(created_at__lt=now - CONTACTS_KEPT)
        if job.created_at < now - FILES_KEPT or contacts.masked(job)
    ]
    for job in old:
        job.file.delete(save=False)
        job.report.delete(save=False)
        job.save(update_fields=["file", "report"])
    return len(old)


clock.on_tick("requeue imports", requeue, every="minute")
clock.on_tick("forget import files", forget_files, every="day")
