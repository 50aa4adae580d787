"""Suspension and extension: asked for with a reason before expiry, decided by the district."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes import deadlines, notifications, workflow
from disputes.actions.checks import open_case, permitted
from disputes.choices import Decision, RequestKind, State
from disputes.models import ClockRequest
from puyang_property.core import clock, history
from puyang_property.core.actors import Actor
from puyang_property.core.refusals import Forbidden, Refused
from puyang_property.core.workflow import lock, move

EXTENDABLE = (deadlines.HANDLE, deadlines.MEDIATION)


@transaction.atomic
def request_suspension(dispute, *, by, reason, now=None):
    """Ask the district to stop the clock of the case; return the ClockRequest."""
    actor = permitted(dispute, "disputes.request_suspension_dispute", by)
    open_case(dispute)
    if dispute.state not in workflow.SUSPEND.sources:
        raise Refused(_("Only a case that is being handled or mediated can be suspended."))
    return _ask(dispute, RequestKind.SUSPENSION, actor, reason, now=now)


@transaction.atomic
def request_extension(dispute, *, by, length, reason, kind=deadlines.HANDLE, now=None):
    """Ask the district for `length` more units on the clock `kind`, before it expires."""
    actor = permitted(dispute, "disputes.request_extension_dispute", by)
    open_case(dispute)
    today = timezone.localdate(now)
    deadline = clock.open_for(dispute).filter(kind=kind).first() if kind in EXTENDABLE else None
    if deadline is None:
        raise Refused(_("This clock is not running: there is nothing to extend."))
    if deadline.due_on < today:
        raise Refused(_("The date has passed: an extension has to be asked for before expiry."))
    return _ask(
        dispute, RequestKind.EXTENSION, actor, reason, now=now, length=length, deadline_kind=kind
    )


def _ask(dispute, kind, actor, reason, *, now, length=None, deadline_kind=deadlines.HANDLE):
    now = now or timezone.now()
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    if dispute.clock_requests.filter(decision=Decision.PENDING).exists():
        raise Refused(_("A request about this clock is already waiting for the district."))
    request = ClockRequest.objects.create(
        dispute=dispute,
        kind=kind,
        deadline_kind=deadline_kind,
        length=length,
        reason=reason.strip(),
        asked_by=actor.user,
        asked_at=now,
    )
    history.record(
        dispute,
        f"{kind}_requested",
        by=actor,
        now=now,
        note=reason,
        permission=f"disputes.request_{kind}_dispute",
        changes={"request": request.pk, "clock": deadline_kind, "length": length},
    )
    notifications.clock_requested(request, now=now)
    return request


@transaction.atomic
def decide_request(request, *, by, granted, note="", now=None):
    """Grant or deny a ClockRequest; whoever asked does not decide."""
    now = now or timezone.now()
    dispute = lock(request.dispute)
    actor = permitted(dispute, f"disputes.approve_{request.kind}_dispute", by)
    lock_request(request)
    if request.asked_by_id == actor.user_id:
        raise Forbidden(_("Whoever asked does not decide."))
    if not granted and not note.strip():
        raise ValidationError({"note": _("Say why it is denied.")})
    request.decision = Decision.GRANTED if granted else Decision.DENIED
    request.decided_by, request.decided_at, request.decision_note = actor.user, now, note.strip()
    request.save(update_fields=["decision", "decided_by", "decided_at", "decision_note"])
    history.record(
        dispute,
        f"{request.kind}_{request.decision}",
        by=actor,
        now=now,
        note=note,
        permission=f"disputes.approve_{request.kind}_dispute",
        changes={"request": request.pk},
    )
    if granted:
        _grant(dispute, request, actor, now)
    notifications.clock_decided(request, now=now)
    return request


def lapse_requests(dispute, *, by, now):
    """Close what still waits for the district: the clock it asks about runs no more."""
    for request in dispute.clock_requests.filter(decision=Decision.PENDING):
        request.decision, request.decided_at = Decision.LAPSED, now
        request.save(update_fields=["decision", "decided_at"])
        history.record(
            dispute,
            f"{request.kind}_lapsed",
            by=by,
            now=now,
            changes={"request": request.pk},
        )


def lock_request(request):
    """Lock `request`; raise Refused when it was decided meanwhile."""
    request.refresh_from_db(from_queryset=ClockRequest.objects.select_for_update(no_key=True))
    if request.decision != Decision.PENDING:
        raise Refused(_("This request has been decided already."))


def _grant(dispute, request, actor, now):
    if request.kind == RequestKind.SUSPENSION:
        suspend(dispute, by=actor, reason=request.reason, asked_by=request.asked_by, now=now)
        return
    clock.extend(
        dispute,
        request.deadline_kind,
        length=request.length,
        reason=request.reason,
        asked_by=request.asked_by,
        approved_by=actor,
        asked_at=request.asked_at,
        now=now,
    )


@transaction.atomic
def suspend(dispute, *, by, reason, asked_by=None, now=None):
    """Stop the clock of the case; the unused days restart on the day after resumption."""
    now = now or timezone.now()
    actor = Actor.of(by)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    came_from = dispute.state
    move(dispute, workflow.SUSPEND, by=actor, note=reason, now=now, resume_state=came_from)
    clock.suspend(
        dispute,
        deadlines.HANDLE,
        deadlines.MEDIATION,
        reason=reason,
        by=asked_by or actor,
        approved_by=actor,
        now=now,
    )
    return dispute


@transaction.atomic
def resume(dispute, *, by, note="", now=None):
    """Take a suspended case up again, where it was."""
    now = now or timezone.now()
    actor = Actor.of(by)
    back = dispute.resume_state or State.IN_PROGRESS
    move(dispute, workflow.RESUME, by=actor, note=note, now=now, state=back, resume_state="")
    clock.resume(dispute, deadlines.HANDLE, deadlines.MEDIATION, by=actor, now=now)
    return dispute
