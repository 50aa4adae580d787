"""Reply, return visit, the supervisor's word on dissatisfaction, close."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes import deadlines, notifications, workflow
from disputes.actions.checks import permitted
from disputes.actions.clocks import lapse_requests
from disputes.actions.triage import start_handling, write
from disputes.choices import MessageKind, State, VisitResult
from disputes.models import VisitAttempt
from puyang_property.core import clock, history
from puyang_property.core.actors import Actor
from puyang_property.core.refusals import Forbidden, Refused
from puyang_property.core.workflow import lock, move, require

ATTEMPTS_ENOUGH = 3


@transaction.atomic
def reply(dispute, *, by, text, result, texts=None, now=None):
    """Answer every complaint of the case; `texts` maps a complaint's id to a text of its own."""
    now = now or timezone.now()
    actor = Actor.of(by)
    if not text.strip():
        raise ValidationError({"text": _("Write the reply.")})
    own = {} if dispute.handler_id else {"handler": actor.user}
    move(dispute, workflow.REPLY, by=actor, now=now, **own)
    for complaint in dispute.complaints.select_for_update(no_key=True):
        words = ((texts or {}).get(complaint.pk) or text).strip()
        complaint.reply, complaint.reply_result = words, result
        complaint.replied_at, complaint.replied_by = now, actor.user
        complaint.save(update_fields=["reply", "reply_result", "replied_at", "replied_by"])
        write(dispute, MessageKind.TO_RESIDENT, words, by=actor, now=now, complaint=complaint)
    clock.meet(dispute, deadlines.HANDLE, now=now)
    lapse_requests(dispute, by=actor, now=now)
    clock.start(
        dispute,
        deadlines.RETURN_VISIT,
        "dispute.return_visit",
        now=now,
        post=dispute.responsible_post,
    )
    notifications.replied(dispute, now=now)
    return dispute


@transaction.atomic
def visit(complaint, *, by, result, solved="", satisfied="", note="", now=None):
    """Record one attempt at a return visit, by someone who did not handle the case.

    Not reached is never satisfied: the answers are kept only when the resident was reached.
    """
    now = now or timezone.now()
    dispute = complaint.dispute
    actor = permitted(dispute, "disputes.visit_dispute", by)
    lock(dispute)
    lock(complaint)
    if dispute.was_handled_by(actor.user):
        raise Forbidden(_("Whoever handled a case does not visit its resident: ask a colleague."))
    if dispute.state != State.REPLIED:
        raise Refused(_("A return visit follows the reply: this case has none to ask about."))
    if complaint.answered_at:
        raise Refused(_("The resident has answered already."))
    reached = result == VisitResult.REACHED
    if reached and not (solved and satisfied):
        raise ValidationError({"solved": _("Record both answers: solved? satisfied?")})
    attempt = VisitAttempt.objects.create(
        dispute=dispute,
        complaint=complaint,
        round=dispute.round,
        visited_by=actor.user,
        visited_at=now,
        result=result,
        solved=solved if reached else "",
        satisfied=satisfied if reached else "",
        note=note.strip(),
    )
    if reached:
        keep_answers(complaint, solved=solved, satisfied=satisfied, now=now)
    history.record(
        dispute,
        "visited",
        by=actor,
        now=now,
        permission="disputes.visit_dispute",
        changes={"complaint": complaint.pk, "result": result, "attempt": attempt.pk},
    )
    settle_visits(dispute, now=now)
    return attempt


def keep_answers(complaint, *, solved, satisfied, comment="", now):
    """Store the resident's two answers; dissatisfaction goes to the supervisor."""
    complaint.solved, complaint.satisfied = solved, satisfied
    complaint.answered_at, complaint.answer_comment = now, comment.strip()
    complaint.save(update_fields=["solved", "satisfied", "answered_at", "answer_comment"])
    if complaint.is_dissatisfied:
        notifications.dissatisfied(complaint, now=now)


def settle_visits(dispute, *, now):
    """Stop the return-visit clock once every complaint was answered or tried often enough."""
    if not unvisited(dispute):
        clock.meet(dispute, deadlines.RETURN_VISIT, now=now)


def unvisited(dispute):
    """Return the complaints that still need a return visit in this round."""
    return [c for c in dispute.complaints.all() if not _is_visited(c, dispute.round)]


def _is_visited(complaint, round_):
    if complaint.answered_at:
        return True
    visits = complaint.visits.all()
    attempts = [v for v in visits if (v.dispute_id, v.round) == (complaint.dispute_id, round_)]
    declined = any(v.result == VisitResult.DECLINED for v in attempts)
    return declined or len(attempts) >= ATTEMPTS_ENOUGH


@transaction.atomic
def explain(dispute, *, by, text, now=None):
    """Answer dissatisfaction with reasons instead of handling again: the supervisor's choice."""
    now = now or timezone.now()
    actor = permitted(dispute, "disputes.redo_dispute", by)
    if not text.strip():
        raise ValidationError({"text": _("Write the explanation for the resident.")})
    lock(dispute)
    unhappy = _unexplained(dispute)
    if dispute.state != State.REPLIED or not unhappy:
        raise Refused(_("Nobody is dissatisfied with the reply: there is nothing to explain."))
    dispute.explained_at, dispute.explained_by = now, actor.user
    dispute.save(update_fields=["explained_at", "explained_by", "changed_at"])
    for complaint in unhappy:
        write(dispute, MessageKind.TO_RESIDENT, text, by=actor, now=now, complaint=complaint)
    history.record(
        dispute,
        "explained",
        by=actor,
        note=text,
        now=now,
        permission="disputes.redo_dispute",
        changes={"only": [complaint.pk for complaint in unhappy]},
    )
    return dispute


def _dissatisfied(dispute):
    return [complaint for complaint in dispute.complaints.all() if complaint.is_dissatisfied]


def _unexplained(dispute):
    """Return the dissatisfied complaints that came in after the last explanation."""
    told = dispute.explained_at
    return [c for c in _dissatisfied(dispute) if told is None or c.answered_at > told]


@transaction.atomic
def redo(dispute, *, by, note, now=None):
    """Have the case handled again after “not satisfied”: a new round with a new clock."""
    now = now or timezone.now()
    if not note.strip():
        raise ValidationError({"note": _("Say what has to be done differently.")})
    require(dispute, workflow.REDO, by=by)
    if not _dissatisfied(dispute):
        raise Refused(_("Nobody is dissatisfied with the reply: close the case instead."))
    move(
        dispute,
        workflow.REDO,
        by=by,
        note=note,
        now=now,
        round=dispute.round + 1,
        explained_at=None,
        explained_by=None,
    )
    new_round(dispute, now=now)
    notifications.redone(dispute, now=now)
    return dispute


def new_round(dispute, *, now):
    """Clear replies and answers of the last round (messages keep them) and start handling again."""
    for complaint in dispute.complaints.select_for_update(no_key=True):
        complaint.reply = complaint.reply_result = complaint.answer_comment = ""
        complaint.solved = complaint.satisfied = ""
        complaint.replied_at = complaint.replied_by = complaint.answered_at = None
        complaint.save()
    clock.cancel(dispute, deadlines.RETURN_VISIT, now=now)
    start_handling(dispute, now=now, again=True)


@transaction.atomic
def close(dispute, *, by, note="", now=None):
    """Close after a recorded visit (or three attempts); dissatisfaction needs its answer first."""
    now = now or timezone.now()
    actor = require(dispute, workflow.CLOSE, by=by)
    if unvisited(dispute):
        raise Refused(
            _("Record the return visit first: an answer, or three attempts for each complaint.")
        )
    if _unexplained(dispute):
        raise Refused(
            _("A resident is not satisfied: the supervisor decides between redoing and explaining.")
        )
    move(dispute, workflow.CLOSE, by=actor, note=note, now=now, closed_at=now)
    clock.meet(dispute, deadlines.RETURN_VISIT, now=now)
    return dispute
