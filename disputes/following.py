"""Cases follow a compound that was merged into another one."""

from disputes.indexing import index
from disputes.models import Dispute
from puyang_property.core import history
from puyang_property.core.workflow import lock


def follow_merged_community(source, into, *, by, now=None):
    """Move the open cases of `source` to `into`; ended ones keep the compound of their day."""
    for dispute in Dispute.objects.open().filter(community=source).order_by("pk"):
        lock(dispute)
        dispute.community = into
        dispute.save(update_fields=["community", "changed_at"])
        history.record(dispute, "compound_merged", by=by, now=now, changes={"community": into})
        index(dispute)
