"""At the desk: accept, refuse, refer, send back, assign, note, release a summary."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes import deadlines, notifications, routing, workflow
from disputes.actions.checks import open_case, permitted
from disputes.choices import MessageKind, RefusalReason
from disputes.models import Message, Referral
from puyang_property.core import clock, history
from puyang_property.core.actors import Actor
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import move, require


@transaction.atomic
def accept(dispute, *, by, note="", now=None):
    """Take the case on: stop deciding or taking over, start handling."""
    now = now or timezone.now()
    actor = require(dispute, workflow.ACCEPT, by=by)
    changes = {"accepted_at": dispute.accepted_at or now}
    if dispute.handler_id is None:
        changes["handler"] = actor.user
    move(dispute, workflow.ACCEPT, by=actor, note=note, now=now, **changes)
    _take_over(dispute, now)
    clock.meet(dispute, deadlines.DECIDE, now=now)
    clock.meet(dispute, deadlines.TAKE_OVER, now=now)
    clock.meet(dispute, deadlines.COMPETENCE, now=now)
    start_handling(dispute, now=now)
    return dispute


def _take_over(dispute, now):
    for referral in dispute.referrals.waiting():
        referral.taken_over_at = now
        referral.save(update_fields=["taken_over_at"])


def start_handling(dispute, *, now, again=False):
    """Start the handling clock of this round unless it runs already."""
    if clock.open_for(dispute).filter(kind=deadlines.HANDLE).exists():
        return
    today = timezone.localdate(now)
    started = deadlines.handling_starts(
        dispute.channel, received_on=today if again else dispute.received_on, accepted_on=today
    )
    rule = deadlines.handle_rule(dispute.channel, again=again)
    clock.start(
        dispute, deadlines.HANDLE, rule, started=started, now=now, post=dispute.responsible_post
    )


@transaction.atomic
def refuse(dispute, *, by, reason, note, now=None):
    """Do not accept: a reason code, where to go instead, the right to review; told in writing.

    Raises ValidationError without a text that says where to go instead.
    """
    now = now or timezone.now()
    if not note.strip():
        raise ValidationError({"note": _("Say where the resident can go instead.")})
    if reason not in RefusalReason:
        raise ValidationError({"reason": _("Choose a reason.")})
    actor = Actor.of(by)
    move(
        dispute, workflow.REFUSE, by=actor, now=now, note=note, refusal_reason=reason, closed_at=now
    )
    _take_over(dispute, now)
    clock.meet(dispute, deadlines.DECIDE, now=now)
    clock.cancel(dispute, now=now)
    for complaint in dispute.complaints.all():
        write(dispute, MessageKind.TO_RESIDENT, note, by=actor, now=now, complaint=complaint)
    return dispute


@transaction.atomic
def refer(dispute, *, by, to_post, reason, now=None):
    """Pass the case to another post, which takes it over or sends it back.

    The first receiver stays responsible.

    After two returns only the district refers, and its word is final.
    """
    now = now or timezone.now()
    actor = require(dispute, workflow.REFER, by=by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the other office is competent.")})
    if to_post.pk == dispute.responsible_post_id:
        raise ValidationError({"to_post": _("The case is with this office already.")})
    returned = dispute.referrals.exclude(sent_back_at=None).count()
    if returned >= 2:
        permitted(dispute, "disputes.decide_competence_dispute", actor)
    came_from = dispute.responsible_post
    move(
        dispute,
        workflow.REFER,
        by=actor,
        note=reason,
        now=now,
        responsible_post=to_post,
        handler=None,
        referred_path=routing.elsewhere(dispute.area_path, dispute.area.path, to_post),
    )
    Referral.objects.create(
        dispute=dispute,
        from_post=came_from,
        to_post=to_post,
        reason=reason,
        referred_at=now,
        referred_by=actor.user,
        is_final=returned >= 2,
    )
    clock.cancel(dispute, deadlines.DECIDE, deadlines.COMPETENCE, now=now)
    clock.start(
        dispute,
        deadlines.TAKE_OVER,
        deadlines.take_over_rule(dispute.channel),
        now=now,
        post=to_post,
    )
    notifications.referred(dispute, now=now)
    return dispute


@transaction.atomic
def send_back(dispute, *, by, reason, now=None):
    """Return a referral with a reason; after the second the district decides who is competent."""
    now = now or timezone.now()
    actor = require(dispute, workflow.SEND_BACK, by=by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why your office is not competent.")})
    waiting = dispute.referrals.waiting().first()
    if waiting and waiting.is_final:
        raise Refused(_("The district has decided that your office is competent: accept the case."))
    second = dispute.referrals.exclude(sent_back_at=None).exists()
    post = routing.supervisor(dispute) if second else dispute.first_post
    move(
        dispute,
        workflow.SEND_BACK,
        by=actor,
        note=reason,
        now=now,
        responsible_post=post,
        referred_path=routing.elsewhere(dispute.area_path, dispute.area.path, post),
    )
    waiting.sent_back_at, waiting.sent_back_by = now, actor.user
    waiting.sent_back_reason = reason
    waiting.save(update_fields=["sent_back_at", "sent_back_by", "sent_back_reason"])
    clock.meet(dispute, deadlines.TAKE_OVER, now=now)
    kind, rule = (
        (deadlines.COMPETENCE, "dispute.competence")
        if second
        else (deadlines.DECIDE, deadlines.decide_rule(dispute.channel))
    )
    clock.start(dispute, kind, rule, now=now, post=post)
    notifications.sent_back(dispute, now=now)
    return dispute


@transaction.atomic
def assign(dispute, *, by, handler, now=None):
    """Name who handles the case: somebody who may accept cases here."""
    now = now or timezone.now()
    actor = permitted(dispute, "disputes.assign_dispute", by)
    open_case(dispute)
    if not handler.has_perm("disputes.reply_dispute", dispute):
        raise ValidationError({"handler": _("This person has no post that handles cases here.")})
    dispute.handler = handler
    dispute.save(update_fields=["handler", "changed_at"])
    history.record(
        dispute,
        "assigned",
        by=actor,
        now=now,
        permission="disputes.assign_dispute",
        changes={"handler": handler},
    )
    return dispute


@transaction.atomic
def note(dispute, *, by, text, complaint=None, now=None):
    """Write an internal note, or a text to the resident of `complaint`."""
    now = now or timezone.now()
    actor = permitted(dispute, "disputes.note_dispute", by)
    if not text.strip():
        raise ValidationError({"text": _("Write something first.")})
    if complaint and complaint.dispute_id != dispute.pk:
        raise ValidationError({"complaint": _("This complaint belongs to another case.")})
    kind = MessageKind.TO_RESIDENT if complaint else MessageKind.INTERNAL
    message = write(dispute, kind, text, by=actor, now=now, complaint=complaint)
    history.record(
        dispute,
        "noted" if complaint is None else "wrote_to_resident",
        by=actor,
        now=now,
        permission="disputes.note_dispute",
        changes={"message": message.pk, **({"complaint": complaint.pk} if complaint else {})},
    )
    return message


def write(dispute, kind, text, *, by, now, complaint=None):
    """Store a Message on the case and return it."""
    return Message.objects.create(
        dispute=dispute,
        complaint=complaint,
        kind=kind,
        text=text.strip(),
        actor_kind=by.kind,
        written_by=by.user,
        written_at=now,
    )


@transaction.atomic
def release_summary(dispute, *, by, summary, now=None):
    """Release the summary that a company, a duplicate hint and public pages may show."""
    now = now or timezone.now()
    actor = permitted(dispute, "disputes.release_summary", by)
    if not summary.strip():
        raise ValidationError({"summary": _("Write a summary without names and house numbers.")})
    open_case(dispute)
    dispute.summary = summary.strip()
    dispute.summary_released_at, dispute.summary_released_by = now, actor.user
    dispute.save(
        update_fields=["summary", "summary_released_at", "summary_released_by", "changed_at"]
    )
    history.record(
        dispute, "summary_released", by=actor, now=now, permission="disputes.release_summary"
    )
    return dispute
