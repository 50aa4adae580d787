"""What a resident does with the query code: add, answer, reopen, withdraw."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes import notifications, workflow
from disputes.actions.checks import open_case
from disputes.actions.clocks import lapse_requests
from disputes.actions.closing import keep_answers, new_round, settle_visits
from disputes.actions.merging import split
from disputes.actions.triage import write
from disputes.choices import MediationOutcome, MessageKind, State
from puyang_property.core import clock, files, history, rulebook
from puyang_property.core.actors import Actor, ActorKind
from puyang_property.core.calendar import current_calendar
from puyang_property.core.periods import due
from puyang_property.core.refusals import Forbidden, Refused
from puyang_property.core.workflow import lock, move


def resident_of(complaint):
    """Return the actor who showed the query code of `complaint`."""
    return Actor.resident(complaint)


def _check_subject(actor, complaint, dispute=None):
    """Raise Forbidden unless a resident acts on the complaint of the code, of this `dispute`."""
    if complaint is not None and dispute is not None and complaint.dispute_id != dispute.pk:
        raise Forbidden(_("This complaint belongs to another case."))
    if actor.kind == ActorKind.RESIDENT and actor.subject != complaint:
        raise Forbidden(_("This step is not yours to take."))


@transaction.atomic
def add_information(complaint, *, by, text, photos=(), now=None):
    """Add words or photos of the resident to an open case."""
    now = now or timezone.now()
    actor = Actor.of(by)
    _check_subject(actor, complaint)
    if not text.strip() and not photos:
        raise ValidationError({"text": _("Write something or add a photo.")})
    dispute = open_case(complaint.dispute)
    message = None
    if text.strip():
        message = write(
            dispute, MessageKind.FROM_RESIDENT, text, by=actor, now=now, complaint=complaint
        )
    files.store_all(photos, subject=complaint, purpose="photo", by=actor, now=now)
    history.record(
        dispute,
        "information_added",
        by=actor,
        now=now,
        changes={"complaint": complaint.pk, "photos": len(photos)},
    )
    notifications.information_added(complaint, now=now)
    return message


@transaction.atomic
def answer(complaint, *, by, solved, satisfied, comment="", now=None):
    """Record the resident's own two answers, once per reply."""
    now = now or timezone.now()
    actor = Actor.of(by)
    _check_subject(actor, complaint)
    dispute = lock(complaint.dispute)
    lock(complaint)
    if dispute.state != State.REPLIED:
        raise Refused(_("Your answer is asked for after the office has replied."))
    if complaint.answered_at:
        raise Refused(_("You have answered already. Thank you."))
    keep_answers(complaint, solved=solved, satisfied=satisfied, comment=comment, now=now)
    history.record(
        dispute,
        "answered",
        by=actor,
        now=now,
        changes={"complaint": complaint.pk, "solved": solved, "satisfied": satisfied},
    )
    settle_visits(dispute, now=now)
    return complaint


def reopen_until(dispute):
    """Return the last day on which a closed case can be reopened, or None before it is closed."""
    if dispute.state != State.CLOSED:
        return None
    rule = rulebook.rule("dispute.reopen_window")
    return due(timezone.localdate(dispute.closed_at), rule, current_calendar()).due_on


@transaction.atomic
def reopen(dispute, *, by, note, complaint=None, now=None):
    """Reopen a closed case within the window: a new round; one of several complaints splits off.

    A resident names the `complaint`; returns the case that is handled on.
    """
    now = now or timezone.now()
    actor = Actor.of(by)
    _check_subject(actor, complaint, dispute)
    if not note.strip():
        raise ValidationError({"note": _("Say what is still not right.")})
    lock(dispute)
    last_day = reopen_until(dispute)
    if last_day and timezone.localdate(now) > last_day:
        raise Refused(
            _("The window for reopening ended on %(day)s: please file a new complaint.")
            % {"day": last_day.isoformat()}
        )
    if complaint is not None and dispute.complaints.count() > 1:
        dispute = split(complaint, by=actor, now=now)
    move(
        dispute,
        workflow.REOPEN,
        by=actor,
        note=note,
        now=now,
        closed_at=None,
        round=dispute.round + 1,
        explained_at=None,
        explained_by=None,
    )
    if actor.kind == ActorKind.RESIDENT:
        write(dispute, MessageKind.FROM_RESIDENT, note, by=actor, now=now, complaint=complaint)
    new_round(dispute, now=now)
    notifications.reopened(dispute, now=now)
    return dispute


@transaction.atomic
def withdraw(dispute, *, by, note="", complaint=None, now=None):
    """Withdraw; one of several complaints leaves the others alone. Return the ended case."""
    now = now or timezone.now()
    actor = Actor.of(by)
    _check_subject(actor, complaint, dispute)
    lock(dispute)
    if complaint is not None and dispute.complaints.count() > 1:
        dispute = split(complaint, by=actor, now=now)
    move(dispute, workflow.WITHDRAW, by=actor, note=note, now=now, closed_at=now)
    stop_mediation(dispute, now=now)
    clock.cancel(dispute, now=now)
    lapse_requests(dispute, by=actor, now=now)
    notifications.withdrawn(dispute, now=now)
    return dispute


def stop_mediation(dispute, *, now):
    """End the open mediation of a case that ends otherwise."""
    for mediation in dispute.mediations.filter(ended_at=None):
        mediation.ended_at, mediation.outcome = now, MediationOutcome.STOPPED
        mediation.save(update_fields=["ended_at", "outcome"])


__all__ = [
    "add_information",
    "answer",
    "reopen",
    "reopen_until",
    "resident_of",
    "stop_mediation",
    "withdraw",
]
