"""What points at a company follows when two entries of one company are merged."""

from communities.companies.actions import on_merge
from puyang_property.core import history


def follow_transfers(source, into, *, by, now=None):
    """Let utility transfers name the entry that stays as their receiver."""
    for transfer in source.transfers.select_for_update(of=("self",)).order_by("pk"):
        transfer.company = into
        transfer.save(update_fields=["company", "changed_at"])
        history.record(transfer, "changed", by=by, now=now, changes={"fields": ["company"]})


def follow_handovers(source, into, *, by, now=None):
    """Let exit handovers name the entry that stays as their receiver."""
    for handover in source.handovers_received.select_for_update(of=("self",)).order_by("pk"):
        handover.company = into
        handover.save(update_fields=["company", "changed_at"])
        history.record(handover, "changed", by=by, now=now, changes={"fields": ["company"]})


def register():
    """Let them follow."""
    on_merge(follow_transfers)
    on_merge(follow_handovers)
