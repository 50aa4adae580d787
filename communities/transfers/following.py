"""Transfers follow a compound that was merged into another entry."""

from django.utils.translation import gettext as _

from puyang_property.core import clock, history
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock


def follow_merged_community(source, into, *, by, now=None):
    """Move the transfers of `source` to `into`; refuse where both have the same item standing."""
    standing = set(into.transfers.standing().values_list("item", flat=True))
    for transfer in source.transfers.order_by("pk"):
        if transfer.is_standing and transfer.item in standing:
            raise Refused(
                _("Both compounds have a transfer of: %(item)s. Cancel one of them first.")
                % {"item": transfer.get_item_display()}
            )
        lock(transfer)
        transfer.community = into
        transfer.save(update_fields=["community", "changed_at"])
        changes = {"community": into.pk}
        history.record(transfer, "compound_merged", by=by, now=now, changes=changes)
        for issue in transfer.issues.filter(resolved_at=None):
            clock.reassign(issue, area_path=into.area_path)
