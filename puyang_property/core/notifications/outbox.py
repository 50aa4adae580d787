"""Writing: one row per recipient and key, in the transaction of the action."""

import json
import logging

from celery import current_app
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone

from puyang_property.core import patience
from puyang_property.core.models.notifications import Notification
from puyang_property.core.notifications import occasions
from puyang_property.core.querysets import home_path

logger = logging.getLogger(__name__)
TASK = "puyang_property.core.tasks.deliver"  # by name: tasks stand above this module


def notify(*, key, occasion, to, subject=None, context=None, at=None, urgent=False):
    """Write that `to` is to be told of `occasion`; return the rows that are new.

    to: a post, a contact (a record with notification_address()), or several of them.
    key: what is told once per recipient, "<noun>:<id>:<occasion>[:<date>]".
    context: ids, codes, dates and numbers; never a name, a number or words of a person.
    at: not before this moment. Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("notify() belongs into the transaction of the action it tells of.")
    occasions.get(occasion)
    now = timezone.now()
    values = {
        "occasion": occasion,
        "subject_type": ContentType.objects.get_for_model(subject) if subject else None,
        "subject_id": subject.pk if subject else None,
        "context": json.loads(json.dumps(context or {}, cls=DjangoJSONEncoder)),
        "is_urgent": urgent,
        "not_before": at or now,
        "created_at": now,
    }
    new = []
    for recipient in _each(to):
        row, made = Notification.objects.get_or_create(
            key=key,
            **_address(recipient),
            defaults={**values, "area_path": _path(subject, recipient)},
        )
        new += [row] if made else []
    if new:
        transaction.on_commit(nudge, robust=True)
    return new


def _each(to):
    """Return the recipients, each once, in order."""
    single = isinstance(to, models.Model)
    return list(dict.fromkeys([to] if single else to))


def _address(recipient):
    post = Notification._meta.get_field("post").related_model
    if isinstance(recipient, post):
        return {"post": recipient, "contact_type": None, "contact_id": None}
    if not hasattr(recipient, "notification_address"):
        raise TypeError(f"{recipient!r} is neither a post nor a contact.")
    kind = ContentType.objects.get_for_model(recipient)
    return {"post": None, "contact_type": kind, "contact_id": recipient.pk}


def _path(subject, recipient):
    """Return the path under which the row is found: that of its subject, else the recipient's."""
    return home_path(subject) or home_path(recipient)


def nudge():
    """Ask a worker to deliver now; a failure costs nothing, the sweep comes within ten seconds."""
    try:
        patience.ask(lambda: current_app.send_task(TASK, retry=False, ignore_result=True))
    except patience.RedisAway as away:
        logger.warning("The nudge did not reach the queue (%s).", away)
