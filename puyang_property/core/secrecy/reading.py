"""Show secrets to a person: a permission, a reason, and a row in the read log first."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from puyang_property.core.actors import Actor, ActorKind
from puyang_property.core.models.secrecy import ReadKind, ReadLog
from puyang_property.core.querysets import home_path
from puyang_property.core.refusals import Forbidden
from puyang_property.core.secrecy.fields import EncryptedTextField

SHORTEST_REASON = 2


@transaction.atomic
def reveal(obj, fields, *, by, reason, now=None, permission=None):
    """Return {field: plain text} of `obj`, and write who saw it, when and why.

    `permission` is by default the one that the model names in `reveal_permission`.
    Raises Forbidden without it, ValidationError without a reason.
    """
    actor = Actor.of(by)
    permission = permission or obj.reveal_permission
    if actor.kind != ActorKind.USER or not actor.has_perm(permission, obj):
        raise Forbidden(_("Your post does not include contact details."))
    reason = _checked(reason)
    for name in fields:
        if not isinstance(obj._meta.get_field(name), EncryptedTextField):
            raise ValueError(f"{name} is no secret of {obj._meta.label}.")
    ReadLog.objects.create(
        kind=ReadKind.REVEAL,
        user=actor.user,
        post=actor.post_for(permission, obj),
        actor_kind=actor.kind,
        subject_type=ContentType.objects.get_for_model(obj),
        subject_id=obj.pk,
        what=list(fields),
        reason=reason,
        area_path=home_path(obj),
        at=now or timezone.now(),
    )
    return {name: getattr(obj, name).open() for name in fields}


def log_export(what, *, by, count, area_path, reason="", permission=None, now=None):
    """Write that `by` took `count` rows of `what` (a name, or a list of names) out as a file.

    `area_path` is where the rows lie: who audits that area finds the entry.
    """
    entry = ReadLog(kind=ReadKind.EXPORT, rows=count, reason=reason.strip()[:300])
    return _written(entry, what, by, area_path, permission, now)


def log_lookup(what, *, by, count, area_path, subject=None, permission=None, now=None):
    """Write that `by` asked who has a contact, and how many were found; never which contact.

    Whoever may ask so can try numbers one by one: the log shows it, though answers are masked.
    """
    entry = ReadLog(kind=ReadKind.LOOKUP, rows=count)
    if subject is not None:
        entry.subject_type = ContentType.objects.get_for_model(subject)
        entry.subject_id = subject.pk
    return _written(entry, what, by, area_path, permission, now)


def _written(entry, what, by, area_path, permission, now):
    actor = Actor.of(by)
    entry.user, entry.actor_kind, entry.area_path = actor.user, actor.kind, area_path
    entry.post = actor.post_for(permission, entry) if permission else None
    entry.what = [what] if isinstance(what, str) else list(what)
    entry.at = now or timezone.now()
    entry.save(force_insert=True)
    return entry


def read_log_of(obj):
    """Return who saw secrets of `obj`, newest first."""
    kind = ContentType.objects.get_for_model(obj)
    rows = ReadLog.objects.filter(subject_type=kind, subject_id=obj.pk)
    return rows.select_related("post__area").order_by("-id")


def _checked(reason):
    reason = (reason or "").strip()
    if len(reason) < SHORTEST_REASON:
        raise ValidationError({"reason": _("Say why you need the contact details.")})
    if len(reason) > ReadLog._meta.get_field("reason").max_length:
        raise ValidationError({"reason": _("The reason is too long.")})
    return reason
