"""The money of a utility transfer: costs, who gives how much, and whether it adds up."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions import require as permitted
from communities.locking import lock_under
from communities.models import TransferCost, TransferFunding
from communities.transfers import workflow
from communities.transfers.guards import reason, refuse_fixed
from puyang_property.core import history
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock


@transaction.atomic
def add_cost(transfer, *, by, purpose, borne_by, amount, incurred_on, now=None):
    """Enter a cost; from 2019 on none of the enterprise or its group."""
    actor = _open(transfer, by)
    cost = TransferCost(
        transfer=transfer,
        purpose=purpose,
        borne_by=borne_by,
        amount=amount,
        incurred_on=incurred_on,
    )
    cost.full_clean()
    cost.save()
    changes = {"cost": cost.pk, "purpose": purpose, "borne_by": borne_by, "amount": amount}
    history.record(transfer, "cost_entered", by=actor, now=now, changes=changes)
    return cost


@transaction.atomic
def withdraw_cost(cost, *, by, note, now=None):
    """Take back a cost that was entered by mistake."""
    transfer = cost.transfer
    actor = _open(transfer, by)
    lock(cost)
    if cost.withdrawn_at:
        raise Refused(_("This cost was taken back already."))
    cost.withdrawn_at = now or timezone.now()
    cost.save(update_fields=["withdrawn_at"])
    changes = {"cost": cost.pk, "amount": cost.amount}
    history.record(
        transfer, "cost_taken_back", by=actor, note=reason(note), now=now, changes=changes
    )
    return cost


@transaction.atomic
def fund(transfer, *, by, amounts, now=None):
    """Set who gives how much, {Source: yuan}; a source that is not named gives nothing."""
    actor = _open(transfer, by)
    for source, amount in amounts.items():
        row = transfer.fundings.filter(source=source).first()
        row = row or TransferFunding(transfer=transfer, source=source)
        row.amount = amount
        row.full_clean()
        row.save()
    transfer.fundings.exclude(source__in=amounts).update(amount=Decimal())
    changes = {str(source): amount for source, amount in amounts.items()}
    history.record(transfer, "funded", by=actor, now=now, changes=changes)
    return transfer


def _open(transfer, by):
    """Return the actor who may write on the money of an unsettled transfer, locked."""
    actor = permitted(by, workflow.CARRY, lock_under(transfer))
    refuse_fixed(transfer)
    return actor
