"""Take an upload in: quarantined until a worker has re-encoded it."""

import hashlib
import logging
import uuid

from celery import current_app
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from puyang_property.core import patience
from puyang_property.core.actors import Actor
from puyang_property.core.files.kinds import content_type
from puyang_property.core.files.uploads import NO_ROOM
from puyang_property.core.models.files import StoredFile

logger = logging.getLogger(__name__)
TASK = "puyang_property.core.tasks.process_file"
QUARANTINE = "quarantine"


class UploadRefused(ValidationError):
    """The upload could not be kept; the message says what to do."""


def store_all(uploads, *, subject, purpose, by, now=None):
    """Store several pictures; all or none."""
    with transaction.atomic():
        return [store(u, subject=subject, purpose=purpose, by=by, now=now) for u in uploads]


def store(upload, *, subject, purpose, by, now=None, pdf=False):
    """Quarantine `upload` for `subject`, hand it to a worker after commit, return the StoredFile.

    Raises UploadRefused when the type, the size or the storage does not allow it; nothing is
    left half-written.
    """
    actor, now = Actor.of(by), now or timezone.now()
    try:
        kind = content_type(upload, pdf=pdf)
    except ValidationError as error:
        raise UploadRefused(error) from error
    name = uuid.uuid4()
    path = _write(f"{QUARANTINE}/{timezone.localtime(now):%Y/%m}/{name}", upload)
    try:
        with transaction.atomic():
            stored = StoredFile.objects.create(
                uuid=name,
                subject_type=ContentType.objects.get_for_model(subject),
                subject_id=subject.pk,
                purpose=purpose,
                original_name=_plain_name(upload.name),
                content_type=kind,
                size=upload.size,
                sha256=_digest(upload),
                path=path,
                actor_kind=actor.kind,
                user=actor.user,
                uploaded_at=now,
            )
    except Exception:
        default_storage.delete(path)
        raise
    transaction.on_commit(lambda: _hand_over(stored.pk), robust=True)
    return stored


def _write(path, upload):
    """Write `upload` to the storage; a full disk leaves nothing behind and is said plainly."""
    upload.seek(0)
    try:
        return default_storage.save(path, upload)
    except OSError as error:
        logger.exception("An upload could not be written.")
        _forget(path)
        raise UploadRefused(NO_ROOM, code="storage") from error


def _forget(path):
    try:
        default_storage.delete(path)
    except OSError:
        logger.exception("A half-written upload is left at %s; the sweep removes it.", path)


def _hand_over(pk):
    """Ask a worker to re-encode; without a queue the sweep does it within minutes."""
    try:
        patience.ask(
            lambda: current_app.send_task(TASK, args=[pk], retry=False, ignore_result=True)
        )
    except patience.RedisAway as away:
        logger.warning("File %s waits for the sweep (%s).", pk, away)


def _plain_name(name):
    """Return the last part of a name without control characters; it is text, never a path."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[:200]


def _digest(upload):
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    upload.seek(0)
    return found.hexdigest()
