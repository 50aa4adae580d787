"""File a complaint: the resident's paper and the office's case in one transaction."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from disputes import deadlines, indexing, notifications, numbers, routing
from disputes.models import Complaint, Dispute
from puyang_property.core import clock, files, history, rulebook, secrecy
from puyang_property.core.actors import Actor
from puyang_property.core.calendar import current_calendar
from puyang_property.core.periods import due

LONGEST_DESCRIPTION = 10_000
LONGEST_TITLE = 120
SEARCHED = ("place", "external_number")


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

    Without a community the `area` says where. From another register: its own `filed_at`, no
    reminder before `remind_from`, no notice with `tell=False`. `papers`: as in Complaint.
    Raises ValidationError for what the filer can correct.
    """
    now = now or timezone.now()
    actor = Actor.of(by)
    received_on = received_on or timezone.localdate(now)
    area = area or (community.area if community else None)
    _check(description, area, received_on, now)
    papers = _stripped({"description": description, **papers})
    promise = _promise(channel)
    dispute = _open_case(
        papers,
        channel=channel,
        category=category,
        community=community,
        area=area,
        title=(title or _title(description))[:LONGEST_TITLE],
        received_on=received_on,
        registered_at=filed_at or now,
        next_due_on=_first_date(received_on, promise),
    )
    query_code = secrecy.new_code()
    complaint = _receive(dispute, actor, query_code, **papers)
    if photos:
        files.store_all(photos, subject=complaint, purpose="photo", by=actor, now=now)
    _enter(complaint, actor, now)
    _start_deciding(dispute, promise, remind_from or received_on, now)
    if tell:
        notifications.filed(dispute, now=now)
    return Filed(complaint, query_code)


def _promise(channel):
    """Return rule and calendar by which the office decides, and when it is reminded."""
    rule, steps = rulebook.rule_and_steps(deadlines.decide_rule(channel))
    return {"rule": rule, "calendar": current_calendar(), "steps": steps}


def _first_date(received_on, promise):
    """Return the day that the clock will say."""
    return due(received_on, promise["rule"], promise["calendar"]).due_on


def _start_deciding(dispute, promise, remind_from, now):
    clock.start(
        dispute,
        deadlines.DECIDE,
        started=dispute.received_on,
        now=now,
        post=dispute.responsible_post,
        remind_from=remind_from,
        first=True,
        **promise,
    )


def _stripped(papers):
    return {
        name: value.strip() if isinstance(value, str) else value for name, value in papers.items()
    }


def _open_case(papers, *, area, community, title, received_on, **facts):
    post = routing.receiving_post(area.path)
    number = numbers.make(received_on.year, next_serial())
    paper = (number, *(papers.get(name, "") for name in ("description", *SEARCHED)))
    place_name = community.name if community else area.name
    dispute = Dispute.objects.create(
        number=number,
        area=area,
        area_path=area.path,
        community=community,
        title=title,
        first_post=post,
        responsible_post=post,
        received_on=received_on,
        **facts,
        **indexing.entry(number, title, place_name, [paper]),
    )
    del dispute.search_grams  # an expression until it is read again
    return dispute


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
        **papers,
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
        first=True,
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
