"""Writing: one row per recipient and key, in the transaction of the action."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime

from celery import current_app
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone

from puyang_property.core import patience
from puyang_property.core.inserting import insert_new
from puyang_property.core.models.notifications import Notification
from puyang_property.core.notifications import occasions
from puyang_property.core.querysets import home_path

logger = logging.getLogger(__name__)
TASK = "puyang_property.core.tasks.deliver"  # by name: tasks stand above this module
TOLD_ONCE = ("post", "contact_type", "contact_id", "key")


@dataclass(frozen=True)
class Notice:
    """What somebody is to be told.

    to: a post, a contact (a record with notification_address()), or several of them.
    key: what is told once per recipient, "<noun>:<id>:<occasion>[:<date>]".
    context: ids, codes, dates and numbers; never a name, a number or words of a person.
    at: not before this moment.
    """

    key: str
    occasion: str
    to: object
    subject: models.Model | None = None
    context: dict | None = None
    at: datetime | None = None
    urgent: bool = False


def notify(**notice):
    """Write that somebody is to be told, see Notice; return the rows that are new."""
    return notify_many([Notice(**notice)])


def notify_many(notices):
    """Write all `notices` by one statement; return the rows that are new.

    Whoever wrote the same key for the same recipient before, or at this moment, wins: a row that
    is there already is left alone. Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("notify() belongs into the transaction of the action it tells of.")
    rows = [row for notice in notices for row in _rows(notice, timezone.now())]
    written = insert_new(rows, told_by=TOLD_ONCE)
    if written:
        transaction.on_commit(nudge, robust=True)
    return written


def _rows(notice, now):
    """Return one row for each recipient of `notice`."""
    occasions.get(notice.occasion)
    subject = notice.subject
    values = {
        "key": notice.key,
        "occasion": notice.occasion,
        "subject_type": ContentType.objects.get_for_model(subject) if subject else None,
        "subject_id": subject.pk if subject else None,
        "context": json.loads(json.dumps(notice.context or {}, cls=DjangoJSONEncoder)),
        "is_urgent": notice.urgent,
        "not_before": notice.at or now,
        "created_at": now,
    }
    return [
        Notification(**values, **_address(recipient), area_path=_path(subject, recipient))
        for recipient in _each(notice.to)
    ]


def _each(to):
    """Return the recipients, each once, in order."""
    single = isinstance(to, models.Model)
    return list(dict.fromkeys([to] if single else to))


def _address(recipient):
    post = Notification._meta.get_field("post").related_model
    if isinstance(recipient, post):
        return {"post": recipient}
    if not hasattr(recipient, "notification_address"):
        raise TypeError(f"{recipient!r} is neither a post nor a contact.")
    kind = ContentType.objects.get_for_model(recipient)
    return {"contact_type": kind, "contact_id": recipient.pk}


def _path(subject, recipient):
    """Return the path under which the row is found: that of its subject, else the recipient's."""
    return home_path(subject) or home_path(recipient)


def nudge():
    """Ask a worker to deliver now; a failure costs nothing, the sweep comes within ten seconds."""
    try:
        patience.ask(lambda: current_app.send_task(TASK, retry=False, ignore_result=True))
    except patience.RedisAway as away:
        logger.warning("The nudge did not reach the queue (%s).", away)
