"""The verbs on an import: upload, map, check, begin; to decide and to undo have their own."""

import hashlib
import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from puyang_property.core import history, patience
from puyang_property.core.actors import CLOCK, Actor
from puyang_property.core.files.uploads import NO_ROOM, is_lost
from puyang_property.core.importer import kinds, readers
from puyang_property.core.importer.applying import outcome_of
from puyang_property.core.models.imports import ImportJob, ImportMapping, ImportStatus
from puyang_property.core.refusals import Forbidden, Refused
from puyang_property.core.search import squeeze
from puyang_property.core.workflow import lock

log = logging.getLogger(__name__)
UPLOAD_LIMIT = 50 * 1024 * 1024  # bytes


@transaction.atomic
def upload(kind, upload, *, area, by, options=None, filename=None, now=None):
    """Keep the file `upload` for an import of `kind` into `area`; read its headings, guess columns.

    Raises ValidationError when the file cannot be read. `by` None means the command line.
    """
    actor = actor_of(by)
    filename = (filename or upload.name).replace("\x00", "")[-200:]
    if is_lost(upload):
        raise ValidationError(NO_ROOM, code="storage")
    if upload.size > UPLOAD_LIMIT:
        raise ValidationError(_("The file is larger than 50 MB: split it."))
    table = readers.read(upload, filename, kind)
    job = ImportJob(
        kind=kind.slug,
        filename=filename,
        area=area,
        area_path=area.path,
        by=actor.user,
        options={**kind.default_options, **(options or {}), **_found(table, upload)},
    )
    if not actor.has_perm(kind.permission, job):
        raise Forbidden(_("Your post does not include this import for this place."))
    job.mapping = guess(kind, table.headings, area)
    _keep(job, upload, filename)
    job.save()
    history.record(job, "uploaded", by=actor, now=now)
    return job


def _found(table, file):
    """Return what the file holds, for the pages: headings, what is left unread or is not shown."""
    found = {"unread": list(table.others), **readers.hidden(file, table)}
    said = {name: value for name, value in found.items() if value}
    return {"headings": table.headings, **({"sheet": table.sheet, **said} if said else {})}


def _keep(job, upload, filename):
    """Keep the file itself; a full disk leaves nothing behind and is said plainly."""
    upload.seek(0)
    storage = job.file.storage
    path = storage.get_available_name(job.file.field.generate_filename(job, filename))
    try:
        job.file.name = storage.save(path, upload)
    except OSError as error:
        log.exception("The file of an import could not be written.")
        storage.delete(path)
        raise ValidationError(NO_ROOM, code="storage") from error


def guess(kind, headings, area):
    """Return slug → column: as somebody mapped these headings before, else by their words."""
    known = ImportMapping.objects.filter(
        kind=kind.slug, signature=signature(headings), area__in=_above(area)
    )
    remembered = known.order_by("-area_path", "-changed_at").first()
    if remembered:
        return remembered.columns
    mapping = {}
    for index, heading in enumerate(headings):
        column = kind.column_for(heading) if heading else None
        if column and column.slug not in mapping:
            mapping[column.slug] = index
    return mapping


def signature(headings):
    """Return the digest by which the same headings are known again."""
    return hashlib.sha256("|".join(map(squeeze, headings)).encode()).hexdigest()


@transaction.atomic
def map_columns(job, mapping, *, by, remember=True):
    """Say which column means what; refuse unknown ones and a required one that is missing."""
    lock(job)
    kind = permitted(job, by)
    if job.status not in ImportJob.RUNNABLE:
        raise Refused(_("This import has begun; its columns are fixed."))
    _check_mapping(kind, job, mapping)
    job.mapping = mapping
    job.save(update_fields=["mapping"])
    if remember:
        ImportMapping.objects.update_or_create(
            kind=kind.slug,
            area=job.area,
            signature=signature(job.options["headings"]),
            defaults={"columns": mapping, "name": job.filename[:100], "area_path": job.area_path},
        )
    return job


def _check_mapping(kind, job, mapping):
    headings = job.options["headings"]
    known = {column.slug for column in kind.columns}
    bad = set(mapping) - known or [i for i in mapping.values() if not 0 <= i < len(headings)]
    if bad:
        raise ValidationError(_("Choose a column of the file."))
    missing = [str(c.label) for c in kind.columns if c.required and c.slug not in mapping]
    if missing:
        raise ValidationError(
            _("Say which column holds: %(columns)s.") % {"columns": "、".join(missing)}
        )


@transaction.atomic
def begin(job, *, by, dry_run, wait=False, now=None):
    """Let the worker check (`dry_run`) or import the file; with `wait` the caller runs it."""
    lock(job)
    kind = permitted(job, by)
    if job.status not in ImportJob.RUNNABLE:
        raise Refused(_("This import has begun already. Follow it on its page."))
    _check_mapping(kind, job, job.mapping)
    job.rows.all().delete()
    job.dry_run, job.position, job.counts, job.problem = dry_run, 0, {}, ""
    job.status, job.beat_at = ImportStatus.WAITING, now or timezone.now()
    job.save()
    history.record(job, "checking" if dry_run else "begun", by=actor_of(by), now=now)
    if not wait:
        transaction.on_commit(lambda: hand_over("run_import", job.pk))
    return job


def hand_over(task, job_id):
    """Give the work to a worker; when Redis is away the sweep of each minute does it later."""
    try:
        patience.ask(lambda: _tasks[task].delay(job_id))
    except patience.RedisAway as away:
        log.warning("Import %s waits for the sweep: %s", job_id, away)


def recount(job):
    """Write how many rows had which outcome."""
    job.counts = count(job)
    job.save(update_fields=["counts"])


def count(job):
    """Return outcome → how many rows."""
    return dict(job.rows.order_by().values_list("outcome").annotate(Count("id")))


def permitted(job, by, *, decide=False):
    """Return the kind of `job`, or raise Forbidden."""
    kind = kinds.get(job.kind)
    needed = kind.decide_permission if decide and kind.decide_permission else kind.permission
    if not actor_of(by).has_perm(needed, job):
        raise Forbidden(_("Your post does not include this import for this place."))
    return kind


def actor_of(by):
    """Return the actor; the command line acts as the clock does, without a person."""
    return CLOCK if by is None else Actor.of(by)


def summary(job):
    """Return rows and counts as the commands print them: rows is their sum."""
    kind = kinds.get(job.kind)
    counts = {outcome: job.counts.get(outcome, 0) for outcome in kind.counted}
    return {"rows": sum(job.counts.values()), **counts}


def _above(area):
    """Return the areas on the way up, itself included."""
    ancestors = [area.path[: i + 1] for i, char in enumerate(area.path) if char == "/"]
    return type(area).objects.filter(path__in=ancestors)


_tasks = {}


def task(function):
    """Remember a Celery task by name, so that verbs can hand work over to it."""
    _tasks[function.__name__] = function
    return function


__all__ = ["begin", "guess", "map_columns", "outcome_of", "summary", "upload"]
