"""From quarantine to reader: the work of the Celery task; it may run twice, late or never."""

import logging
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from puyang_property.core.files.intake import QUARANTINE
from puyang_property.core.files.kinds import PDF
from puyang_property.core.files.pictures import Unusable, reencode
from puyang_property.core.models.files import FileState, Rejection, StoredFile

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
LOST_AFTER = timedelta(minutes=2)
ORPHAN_AFTER = timedelta(days=1)
ATTEMPTS = 3
JPEG = "image/jpeg"


class NoRoom(Exception):
    """The result could not be written: the original waits until there is room."""


def process(pk, *, now=None):
    """Re-encode one quarantined file; return its state, or None when somebody else has it."""
    stored = _claim(pk, now or timezone.now())
    if stored is None:
        return None
    if stored.attempts > ATTEMPTS:
        return _reject(stored, Rejection.GAVE_UP)
    try:
        values = _document(stored) if stored.content_type == PDF else _picture(stored)
    except Unusable as error:
        return _reject(stored, error.reason)
    except NoRoom:
        return _put_off(stored)
    return _finish(stored, values)


def process_lost(now=None, limit=20):
    """Process what lost its task; return how many were handled."""
    now = now or timezone.now()
    lost = StoredFile.objects.lost(now - LOST_AFTER).values_list("pk", flat=True)[:limit]
    return sum(process(pk, now=now) is not None for pk in lost)


def _claim(pk, now):
    """Take the file for a few minutes, unless it is done or in other hands."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)
    mine = StoredFile.objects.filter(free, pk=pk, state=FileState.QUARANTINED)
    if not mine.update(claimed_at=now, attempts=F("attempts") + 1):
        return None
    return StoredFile.objects.get(pk=pk)


def _picture(stored):
    """Write the re-encoded picture and its thumbnail; return the row's new values."""
    with _original(stored) as original:
        picture = reencode(original)
    path, thumb_path = _keep(stored, picture.jpeg, picture.thumbnail)
    return {
        "path": path,
        "thumb_path": thumb_path,
        "content_type": JPEG,
        "size": len(picture.jpeg),
        "width": picture.width,
        "height": picture.height,
    }


def _document(stored):
    """Copy a PDF out of quarantine as it is; it is only ever sent as a download."""
    with _original(stored) as original:
        [path] = _keep(stored, original.read())
    return {"path": path}


def _keep(stored, *contents):
    """Write a file, and its small picture, beside no other; return the paths. All or none."""
    written = []
    for content, ending in zip(contents, ("", ".thumb"), strict=False):
        path = default_storage.get_available_name(f"{_target(stored)}{ending}")
        written.append(path)
        try:
            default_storage.save(path, ContentFile(content))
        except OSError as error:
            logger.exception("There is no room for file %s.", stored.pk)
            _forget(written)
            raise NoRoom from error
    return written


def _forget(paths):
    """Delete what was written, whole or half."""
    for path in paths:
        try:
            default_storage.delete(path)
        except OSError:
            logger.exception("A half-written file is left at %s.", path)


def _put_off(stored):
    """Let the sweep try again when the lease is over; the attempt does not count."""
    mine = StoredFile.objects.filter(pk=stored.pk, state=FileState.QUARANTINED)
    mine.update(attempts=F("attempts") - 1)
    return FileState.QUARANTINED


def _original(stored):
    try:
        return default_storage.open(stored.path)
    except FileNotFoundError as error:
        raise Unusable(Rejection.LOST) from error


def _target(stored):
    return f"{timezone.localtime(stored.uploaded_at):%Y/%m}/{stored.uuid}"


def _finish(stored, values):
    """Make the file readable and delete the original, once; a second finisher removes its copy."""
    with transaction.atomic():
        mine = StoredFile.objects.filter(pk=stored.pk, state=FileState.QUARANTINED)
        done = mine.update(state=FileState.READY, **values)
    delete(stored.path) if done else delete(values["path"], values.get("thumb_path"))
    return FileState.READY


def _reject(stored, reason):
    """Keep the row with its reason, not the bytes."""
    with transaction.atomic():
        mine = StoredFile.objects.filter(pk=stored.pk, state=FileState.QUARANTINED)
        mine.update(state=FileState.REJECTED, reason=reason, path="", thumb_path="")
    delete(stored.path)
    logger.info("File %s was rejected: %s.", stored.pk, reason)
    return FileState.REJECTED


def delete(*paths):
    """Delete files from the storage; what is gone already is no matter."""
    for path in filter(None, paths):
        default_storage.delete(path)


def remove_orphans(now=None):
    """Delete files in quarantine that no row knows (their transaction failed); return how many."""
    before = (now or timezone.now()) - ORPHAN_AFTER
    removed = 0
    for path in _files_below(QUARANTINE):
        if default_storage.get_modified_time(path) >= before:
            continue
        if not StoredFile.objects.filter(path=path).exists():
            delete(path)
            removed += 1
    return removed


def _files_below(folder):
    """Yield the paths of all files in `folder` and below."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in names)
    for name in folders:
        yield from _files_below(f"{folder}/{name}")
