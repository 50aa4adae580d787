"""File a complaint: the resident's paper and the office's case in one transaction."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from disputes import deadlines, notifications, numbers, routing
from disputes.indexing import index
from disputes.models import Complaint, Dispute
from puyang_property.core import clock, files, history, secrecy
from puyang_property.core.actors import Actor

LONGEST_DESCRIPTION = 10_000
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Filed:
    """What filing gives back; the query code exists in the clear only here."""

    complaint: Complaint
    query_code: str

    @property
    def dispute(self):
        """Return the case."""
        return self.complaint.dispute


@transaction.atomic
def file(
    *,
    by,
    channel,
    category,
    description,
    community=None,
    area=None,
    title="",
    photos=(),
    received_on=None,
    filed_at=None,
    remind_from=None,
    tell=True,
    now=None,
    **papers,
):
    """File a complaint, open its case at the receiving post and start the clock; return Filed.

    Without a community the `area` says where. `received_on` is a Shanghai date, default that
    of `now`. From another register: its own `filed_at`, reminders only from `remind_from` on,
    no notice with `tell=False`. `papers` are the complaint's other fields (see Complaint).
    Raises ValidationError for what the filer can correct.
    """
    now = now or timezone.now()
    actor = Actor.of(by)
    received_on = received_on or timezone.localdate(now)
    area = area or (community.area if community else None)
    _check(description, area, received_on, now)
    dispute = _open_case(
        channel=channel,
        category=category,
        community=community,
        area=area,
        title=(title or _title(description))[:LONGEST_TITLE],
        received_on=received_on,
        registered_at=filed_at or now,
    )
    query_code = secrecy.new_code()
    complaint = _receive(dispute, actor, query_code, description=description.strip(), **papers)
    files.store_all(photos, subject=complaint, purpose="photo", by=actor, now=now)
    _enter(complaint, actor, now)
    _start_deciding(dispute, remind_from or received_on, now)
    index(dispute)
    if tell:
        notifications.filed(dispute, now=now)
    return Filed(complaint, query_code)


def _start_deciding(dispute, remind_from, now):
    clock.start(
        dispute,
        deadlines.DECIDE,
        deadlines.decide_rule(dispute.channel),
        started=dispute.received_on,
        now=now,
        post=dispute.responsible_post,
        remind_from=remind_from,
    )


def _open_case(*, area, received_on, **facts):
    post = routing.receiving_post(area.path)
    return Dispute.objects.create(
        number=numbers.make(received_on.year, next_serial()),
        area=area,
        area_path=area.path,
        first_post=post,
        responsible_post=post,
        received_on=received_on,
        **facts,
    )


def _receive(dispute, actor, query_code, *, language=None, contact_phone="", **papers):
    return Complaint.objects.create(
        number=dispute.number,
        dispute=dispute,
        query_code_digest=secrecy.code_digest(query_code),
        channel=dispute.channel,
        received_on=dispute.received_on,
        filed_at=dispute.registered_at,
        filed_by=actor.user,
        contact_phone=contact_phone,
        contact_phone_digest=secrecy.phone_digest(contact_phone),
        language=language or translation.get_language() or settings.LANGUAGE_CODE,
        **{
            name: value.strip() if isinstance(value, str) else value
            for name, value in papers.items()
        },
    )


def _enter(complaint, actor, now):
    dispute = complaint.dispute
    changes = {
        "complaint": complaint.pk,
        "channel": dispute.channel,
        "post": dispute.responsible_post,
    }
    history.record(
        dispute,
        "filed",
        by=actor,
        now=now,
        permission="disputes.file_dispute",
        to_state=dispute.state,
        changes=changes,
    )


def _check(description, area, received_on, now):
    errors = {}
    if not description.strip():
        errors["description"] = _("Say what happened.")
    if len(description) > LONGEST_DESCRIPTION:
        errors["description"] = _("Keep it under 10,000 characters.")
    if area is None:
        errors["community"] = _("Choose the compound, or the street where it is.")
    if received_on > timezone.localdate(now):
        errors["received_on"] = _("The day of receipt lies in the future.")
    if errors:
        raise ValidationError(errors)


def next_serial():
    """Return the next number of the sequence; a rolled-back filing leaves a gap."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('disputes_number')")
        return cursor.fetchone()[0]


def _title(description):
    """Return the first words of `description`, up to the first stop, at most forty characters."""
    line = " ".join(description.split())
    for stop in "。！？!?；;\n":
        line = line.split(stop)[0]
    return line if len(line) <= 40 else f"{line[:39]}…"
