"""File a complaint: the resident's paper and the office's case in one transaction."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from disputes import deadlines, notifications, numbers, routing
from disputes.choices import Channel
from disputes.indexing import index
from disputes.models import Complaint, Dispute
from puyang_property.core import clock, files, history, secrecy
from puyang_property.core.actors import Actor

LONGEST_DESCRIPTION = 10_000


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
    place="",
    title="",
    contact_name="",
    contact_phone="",
    helper_name="",
    allow_company_contact=False,
    photos=(),
    language=None,
    received_on=None,
    external_number="",
    now=None,
):
    """File a complaint, open its case at the receiving post and start the clock; return Filed.

    Without a community the `area` says where. `received_on` is a Shanghai date (default: that
    of `now`). Raises ValidationError for what the filer can correct.
    """
    now = now or timezone.now()
    actor = Actor.of(by)
    received_on = received_on or timezone.localdate(now)
    area = area or (community.area if community else None)
    _check(description, area, received_on, now)
    post = routing.receiving_post(area.path)
    number = numbers.make(received_on.year, next_serial())
    dispute = Dispute.objects.create(
        number=number,
        channel=channel,
        category=category,
        community=community,
        area=area,
        area_path=area.path,
        title=(title or _title(description))[:120],
        first_post=post,
        responsible_post=post,
        received_on=received_on,
        registered_at=now,
    )
    query_code = secrecy.new_code()
    complaint = Complaint.objects.create(
        number=number,
        dispute=dispute,
        query_code_digest=secrecy.code_digest(query_code),
        channel=channel,
        external_number=external_number,
        received_on=received_on,
        filed_at=now,
        filed_by=actor.user,
        description=description.strip(),
        place=place.strip(),
        contact_name=contact_name.strip(),
        contact_phone=contact_phone,
        contact_phone_digest=secrecy.phone_digest(contact_phone),
        helper_name=helper_name.strip(),
        allow_company_contact=allow_company_contact,
        language=language or translation.get_language() or "zh-hans",
    )
    files.store_all(photos, subject=complaint, purpose="photo", by=actor, now=now)
    history.record(
        dispute,
        "filed",
        by=actor,
        now=now,
        permission="disputes.file_dispute",
        to_state=dispute.state,
        changes={"complaint": complaint.pk, "channel": channel, "post": post},
    )
    clock.start(
        dispute,
        deadlines.DECIDE,
        deadlines.decide_rule(channel),
        started=received_on,
        now=now,
        post=post,
    )
    index(dispute)
    notifications.filed(dispute, now=now)
    return Filed(complaint, query_code)


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


def channel_of_staff():
    """Return the channels that staff may name when filing for somebody."""
    return [channel for channel in Channel if channel != Channel.ONLINE]
