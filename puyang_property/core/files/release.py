"""What a clerk does with a file: release it, take that back, erase it under the law."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from puyang_property.core import history
from puyang_property.core.actors import Actor
from puyang_property.core.files.processing import delete
from puyang_property.core.models.files import FileState, StoredFile
from puyang_property.core.refusals import Refused


def of(subject, purpose=None):
    """Return the files of `subject` (of one `purpose`), oldest first, without erased ones."""
    mine = StoredFile.objects.of(subject)
    return mine.filter(purpose=purpose) if purpose else mine


@transaction.atomic
def release(file, *, by, now=None):
    """Let company and public see `file`: a person looked and found nobody named in it.

    The caller asks the permission for the subject. Raises Refused unless the file is ready.
    """
    actor, now = Actor.of(by), now or timezone.now()
    _lock(file)
    if actor.user is None:
        raise Refused(_("Only a person can look whether somebody is named in a file."))
    if not file.is_ready:
        raise Refused(_("The file is not ready yet or was not usable."))
    if file.is_released:
        return file
    file.released_at, file.released_by = now, actor.user
    file.save(update_fields=["released_at", "released_by"])
    history.record(
        file.subject, "file_released", by=actor, now=now, changes={"file": str(file.uuid)}
    )
    return file


@transaction.atomic
def withdraw(file, *, by, now=None):
    """Take a release back."""
    _lock(file)
    if not file.is_released:
        return file
    file.released_at = file.released_by = None
    file.save(update_fields=["released_at", "released_by"])
    changes = {"file": str(file.uuid)}
    history.record(file.subject, "file_withdrawn", by=by, now=now, changes=changes)
    return file


@transaction.atomic
def erase(file, *, by, basis, now=None):
    """Delete the bytes and the name of `file` under the legal `basis`; the row stays.

    The bytes go after commit. Raises ValidationError without a basis.
    """
    if not basis.strip():
        raise ValidationError(_("Name the law under which the file is erased."))
    _lock(file)
    if file.state == FileState.ERASED:
        return file
    paths = (file.path, file.thumb_path)
    file.state, file.path, file.thumb_path, file.original_name = FileState.ERASED, "", "", ""
    file.released_at = file.released_by = None
    file.reason = ""
    file.save()
    changes = {"file": str(file.uuid), "basis": basis.strip()}
    history.record(file.subject, "file_erased", by=by, now=now, changes=changes)
    transaction.on_commit(lambda: delete(*paths))
    return file


def _lock(file):
    file.refresh_from_db(from_queryset=StoredFile.objects.select_for_update(no_key=True))
