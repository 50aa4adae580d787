"""并案: join complaints about one matter in one case; take one out again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes import numbers, workflow
from disputes.actions.checks import open_case, permitted
from disputes.actions.clocks import lapse_requests
from disputes.actions.filing import next_serial
from disputes.choices import State
from disputes.indexing import index
from disputes.models import Dispute
from puyang_property.core import clock, history
from puyang_property.core.actors import Actor
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import move, require


@transaction.atomic
def merge(dispute, *, by, into, note="", now=None):
    """Join `dispute` to the open case `into`: its complaints move, its clocks stop."""
    now = now or timezone.now()
    actor = Actor.of(by)
    if into.pk == dispute.pk:
        raise ValidationError({"into": _("Choose another case.")})
    lock_in_order(dispute, into)
    require(dispute, workflow.MERGE, by=actor)
    permitted(into, "disputes.merge_dispute", actor)
    open_case(into)
    if into.state == State.REPLIED:
        raise Refused(_("The other case is replied to already: nobody would answer this one."))
    move(dispute, workflow.MERGE, by=actor, note=note, now=now, merged_into=into, closed_at=now)
    moved = list(dispute.complaints.select_for_update(no_key=True))
    for complaint in moved:
        _move(complaint, into)
    clock.pass_on(dispute, into, now=now)
    lapse_requests(dispute, by=actor, now=now)
    history.record(
        into,
        "joined_by",
        by=actor,
        now=now,
        permission="disputes.merge_dispute",
        changes={"dispute": dispute.pk, "complaints": [complaint.pk for complaint in moved]},
    )
    index(into)
    return into


def _move(complaint, dispute):
    """Hang `complaint` on `dispute`, with the texts to and from its resident."""
    complaint.dispute = dispute
    complaint.save(update_fields=["dispute"])
    for message in complaint.messages.all():
        message.dispute = dispute
        message.save(update_fields=["dispute"])


def lock_in_order(*disputes):
    """Lock several cases in the order of their ids: two merges never wait for each other."""
    ids = sorted(dispute.pk for dispute in disputes)
    list(Dispute.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))


@transaction.atomic
def take_out(complaint, *, by, note, now=None):
    """Take one complaint out of a joined case that is another matter; return its own case.

    The new case stands where the old one stands; what its office promised keeps its day.
    """
    now = now or timezone.now()
    old = complaint.dispute
    actor = permitted(old, "disputes.merge_dispute", by)
    if not note.strip():
        raise ValidationError({"note": _("Say why it is another matter.")})
    lock_in_order(old)
    old.refresh_from_db()
    if reason := why_not_take_out(old):
        raise reason
    new = split(complaint, by=actor, now=now, note=note)
    for running in clock.open_for(old):
        clock.start_on(
            new,
            running.kind,
            running.due_on,
            rule_code=running.rule_code,
            started=running.started_at,
            now=now,
            post=running.post,
            remind_from=timezone.localdate(now),
        )
    return new


def why_not_take_out(dispute):
    """Return the Refused that says why no complaint can leave the case now, or None."""
    if dispute.state not in workflow.MERGE.sources:
        return Refused(
            _("The case is “%(state)s”: a complaint is taken out before that, while it is handled.")
            % {"state": dispute.get_state_display()}
        )
    if dispute.complaints.count() < 2:
        return Refused(_("The case has only this complaint: there is nothing to take out."))
    return None


@transaction.atomic
def split(complaint, *, by, now=None, note=""):
    """Take one complaint of several out into a case of its own, in the same state; return it.

    A part of verbs that ask the permission and set the new case's clocks.
    """
    now = now or timezone.now()
    actor = Actor.of(by)
    old = complaint.dispute
    lock_in_order(old)
    old.refresh_from_db()
    new = Dispute.objects.get(pk=old.pk)
    new.pk = None
    new._state.adding = True
    new.number = numbers.make(complaint.received_on.year, next_serial())
    new.channel, new.received_on = complaint.channel, complaint.received_on
    new.next_due_on = Dispute._meta.get_field("next_due_on").default
    new.search_grams = None
    new.save(force_insert=True)
    _move(complaint, new)
    changes = {"complaint": complaint.pk, "from": old.pk}
    history.record(
        new, "split_off", by=actor, now=now, to_state=new.state, changes=changes, note=note
    )
    changes = {"complaint": complaint.pk, "to": new.pk}
    history.record(old, "split", by=actor, now=now, changes=changes, note=note)
    index(old)
    index(new)
    return new
