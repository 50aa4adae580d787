"""Mediation: parties and consent, recusal, sessions with notice, attendance and minutes."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes import deadlines, notifications, workflow
from disputes.actions.checks import permitted
from disputes.choices import Consent, NoticeWay, Presence
from disputes.models import (
    Attendance,
    Mediation,
    MediationSession,
    Party,
    Recusal,
    ServedNotice,
)
from puyang_property.core import clock, history
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock, move, require

MEDIATE = "disputes.mediate_dispute"


@transaction.atomic
def start_mediation(dispute, *, by, mediator, parties, is_public=False, note="", now=None):
    """Start mediation with at least two parties, none of which refuses (Art. 17); return it.

    `parties` are dicts with role, name, phone and consent.
    """
    now = now or timezone.now()
    actor = require(dispute, workflow.START_MEDIATION, by=by)
    if len(parties) < 2:
        raise ValidationError({"parties": _("Name at least two parties.")})
    if any(party.get("consent") == Consent.REFUSED for party in parties):
        raise Refused(
            _("One side refuses: mediation is not possible (People's Mediation Law, Art. 17).")
        )
    if not mediator.has_perm(MEDIATE, dispute):
        raise ValidationError({"mediator": _("This person is not a mediator for this area.")})
    move(dispute, workflow.START_MEDIATION, by=actor, note=note, now=now)
    mediation = Mediation.objects.create(
        dispute=dispute,
        round=dispute.mediations.count() + 1,
        mediator=mediator,
        is_public=is_public,
        started_at=now,
    )
    for party in parties:
        _create_party(mediation, now=now, **party)
    clock.start(
        dispute,
        deadlines.MEDIATION,
        "dispute.mediation",
        now=now,
        post=dispute.responsible_post,
    )
    notifications.mediation_started(mediation, now=now)
    return mediation


def _create_party(mediation, *, role, name, phone="", consent=Consent.ASKED, now):
    if not name.strip():
        raise ValidationError({"name": _("Name the party.")})
    return Party.objects.create(
        mediation=mediation,
        role=role,
        name=name.strip(),
        phone=phone,
        consent=consent,
        consent_at=None if consent == Consent.ASKED else now,
    )


def open_mediation(mediation, by):
    """Return the actor; raise Forbidden or Refused unless `by` may write in this open mediation."""
    actor = permitted(mediation.dispute, MEDIATE, by)
    lock(mediation.dispute)
    mediation.refresh_from_db(from_queryset=Mediation.objects.select_for_update(no_key=True))
    if mediation.ended_at:
        raise Refused(_("This mediation has ended: nothing can be added."))
    return actor


def _record(mediation, name, actor, now, **changes):
    return history.record(
        mediation.dispute,
        name,
        by=actor,
        now=now,
        permission=MEDIATE,
        changes={"mediation": mediation.pk, **changes},
    )


@transaction.atomic
def add_party(mediation, *, by, role, name, phone="", consent=Consent.ASKED, now=None):
    """Add a party to an open mediation."""
    now = now or timezone.now()
    actor = open_mediation(mediation, by)
    party = _create_party(mediation, role=role, name=name, phone=phone, consent=consent, now=now)
    _record(mediation, "party_added", actor, now, party=party.pk, role=role)
    return party


@transaction.atomic
def say_consent(party, *, by, consent, now=None):
    """Record what a party says to mediation; after a refusal only its end remains."""
    now = now or timezone.now()
    actor = open_mediation(party.mediation, by)
    party.consent = consent
    party.consent_at = None if consent == Consent.ASKED else now
    party.save(update_fields=["consent", "consent_at"])
    _record(party.mediation, "consent_said", actor, now, party=party.pk, consent=consent)
    return party


@transaction.atomic
def recuse(mediation, *, by, follower, reason, now=None):
    """Let another mediator follow, with the reason for stepping back."""
    now = now or timezone.now()
    actor = open_mediation(mediation, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    if follower.pk == mediation.mediator_id or not follower.has_perm(MEDIATE, mediation.dispute):
        raise ValidationError({"follower": _("Choose another mediator for this area.")})
    recusal = Recusal.objects.create(
        mediation=mediation,
        mediator=mediation.mediator,
        followed_by=follower,
        reason=reason.strip(),
        recorded_at=now,
    )
    mediation.mediator = follower
    mediation.save(update_fields=["mediator"])
    _record(mediation, "recused", actor, now, recusal=recusal.pk, mediator=follower)
    return recusal


def refuse_after_refusal(mediation):
    """Raise Refused when a party refuses: its end remains (People's Mediation Law, Art. 17)."""
    if mediation.parties.filter(consent=Consent.REFUSED).exists():
        raise Refused(_("One side refuses mediation: end it and explain the other ways."))


@transaction.atomic
def plan_session(mediation, *, by, planned_at, place, now=None):
    """Plan a session in the future."""
    now = now or timezone.now()
    actor = open_mediation(mediation, by)
    refuse_after_refusal(mediation)
    if planned_at <= now:
        raise ValidationError({"planned_at": _("Choose a moment in the future.")})
    if not place.strip():
        raise ValidationError({"place": _("Say where the session takes place.")})
    session = MediationSession.objects.create(
        mediation=mediation, planned_at=planned_at, place=place.strip()
    )
    _record(mediation, "session_planned", actor, now, session=session.pk, planned_at=planned_at)
    return session


@transaction.atomic
def serve_notice(session, *, by, party, way=NoticeWay.PHONE, served_at=None, now=None):
    """Record that a party was invited to a session, once."""
    now = now or timezone.now()
    actor = open_mediation(session.mediation, by)
    _of_this_mediation(session, party)
    refuse_after_refusal(session.mediation)
    if session.notices.filter(party=party).exists():
        raise Refused(_("This party has its notice already."))
    notice = ServedNotice.objects.create(
        session=session, party=party, way=way, served_at=served_at or now, served_by=actor.user
    )
    _record(session.mediation, "notice_served", actor, now, notice=notice.pk, party=party.pk)
    return notice


def _of_this_mediation(session, party):
    if party.mediation_id != session.mediation_id:
        raise ValidationError({"party": _("This party belongs to another mediation.")})


@transaction.atomic
def hold_session(session, *, by, minutes, presences, held_at=None, now=None):
    """Record a held session: minutes, and for each party whether it came.

    `presences` maps every Party of the mediation to a Presence.
    """
    now = now or timezone.now()
    actor = open_mediation(session.mediation, by)
    lock(session)
    if session.held_at or session.cancelled_at:
        raise Refused(_("This session was held or cancelled already."))
    if not minutes.strip():
        raise ValidationError({"minutes": _("Write the minutes.")})
    if {party.pk for party in presences} != set(
        session.mediation.parties.values_list("pk", flat=True)
    ):
        raise ValidationError({"presences": _("Record for each party whether it came.")})
    for party, presence in presences.items():
        Attendance.objects.create(session=session, party=party, presence=Presence(presence))
    session.held_at, session.minutes, session.minutes_by = held_at or now, minutes, actor.user
    session.save(update_fields=["held_at", "minutes", "minutes_by"])
    _record(session.mediation, "session_held", actor, now, session=session.pk)
    return session


@transaction.atomic
def cancel_session(session, *, by, now=None):
    """Cancel a session that was not held."""
    now = now or timezone.now()
    actor = open_mediation(session.mediation, by)
    lock(session)
    if session.held_at or session.cancelled_at:
        raise Refused(_("This session was held or cancelled already."))
    session.cancelled_at = now
    session.save(update_fields=["cancelled_at"])
    _record(session.mediation, "session_cancelled", actor, now, session=session.pk)
    return session
