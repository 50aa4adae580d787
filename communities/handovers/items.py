"""The items of a handover list: entered, handed over, missing, disputed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions import require as permitted
from communities.handovers.choices import LIST_IS_OPEN, Result
from communities.handovers.workflow import CARRY
from communities.models import HandoverItem
from puyang_property.core import files, history
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

PROOF = "proof"


@transaction.atomic
def add_item(handover, *, by, group, name, quantity="", now=None):
    """Enter a further line of the list."""
    actor = _may_write(handover, by)
    item = HandoverItem(handover=handover, group=group, name=name.strip(), quantity=quantity)
    item.full_clean()
    item.save()
    _record(handover, item, "item_entered", actor, now)
    return item


@transaction.atomic
def settle_item(
    item,
    *,
    by,
    result,
    on=None,
    name=None,
    quantity=None,
    receiver_kind="",
    remark="",
    proof=None,
    now=None,
):
    """Say what became of an item: handed over, missing, disputed, or open again."""
    actor = _may_write(item.handover, by)
    lock(item)
    if item.withdrawn_at:
        raise Refused(_("This item was taken back."))
    is_open = result == Result.OPEN
    on = None if is_open else on or timezone.localdate(now)
    if on and on > timezone.localdate(now):
        raise ValidationError({"on": _("This day is still to come.")})
    item.result, item.settled_on, item.remark = result, on, remark.strip()
    item.name = item.name if name is None else name.strip()
    item.quantity = item.quantity if quantity is None else quantity.strip()
    handed = result == Result.HANDED
    item.receiver_kind = (receiver_kind or item.handover.receiver_kind) if handed else ""
    item.full_clean()
    item.save()
    if proof:
        files.store(proof, subject=item, purpose=PROOF, by=actor, now=now, pdf=True)
    _record(item.handover, item, f"item_{result}", actor, now)
    return item


@transaction.atomic
def withdraw_item(item, *, by, note, now=None):
    """Take back a line that does not belong on the list."""
    actor = _may_write(item.handover, by)
    lock(item)
    if item.withdrawn_at:
        raise Refused(_("This item was taken back."))
    item.withdrawn_at = now or timezone.now()
    item.save(update_fields=["withdrawn_at", "changed_at"])
    _record(item.handover, item, "item_withdrawn", actor, now, note)
    return item


def _may_write(handover, by):
    """Lock the handover and return the actor; its list is closed once it is over."""
    actor = permitted(by, CARRY, lock(handover))
    if handover.state not in LIST_IS_OPEN:
        raise Refused(_("The handover is over; its list no longer changes."))
    return actor


def _record(handover, item, name, actor, now, note=""):
    changes = {"item": item.pk, "group": item.group}
    history.record(handover, name, by=actor, note=note, now=now, changes=changes)
