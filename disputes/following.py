"""Cases follow what they point at: a compound merged, an office moved, an issue taken back."""

from accounts.models import Area, Post
from disputes import routing
from disputes.indexing import index
from disputes.models import Dispute
from puyang_property.core import clock, history
from puyang_property.core.workflow import lock


def follow_merged_community(source, into, *, by, now=None):
    """Move the open cases of `source` to `into`; ended ones keep the compound of their day."""
    for dispute in Dispute.objects.open().filter(community=source).order_by("pk"):
        lock(dispute)
        dispute.community = into
        dispute.save(update_fields=["community", "changed_at"])
        history.record(dispute, "compound_merged", by=by, now=now, changes={"community": into})
        index(dispute)


def follow_withdrawn_issue(issue, *, by, now=None):
    """Let the cases about an issue that was taken back stay with its transfer alone."""
    for dispute in Dispute.objects.filter(legacy_issue=issue).order_by("pk"):
        lock(dispute)
        dispute.legacy_issue = None
        dispute.save(update_fields=["legacy_issue", "changed_at"])
        changes = {"transfer": dispute.transfer_id, "legacy_issue": None}
        history.record(dispute, "issue_taken_back", by=by, now=now, changes=changes)


def follow_moved_area(area, old_path, *, by):
    """Show the cases of a moved area where their responsible offices stand now.

    They keep the area they were filed under, and the figures of that time; open ones take their
    running clocks along.
    """
    for facts in _moved(area, old_path):
        place = Area.objects.get(pk=facts["area"])
        office = Post.objects.select_related("area").filter(pk=facts["responsible_post"]).first()
        path = routing.elsewhere(facts["area_path"], place.path, office)
        rows = Dispute.objects.filter(**facts).exclude(referred_path=path)
        for dispute in rows.open().order_by("pk"):
            _show_at(dispute, path, by=by)
        rows.update(referred_path=path)


def _moved(area, old_path):
    """Return {area, area_path, responsible_post} of the cases concerned, each once."""
    names = ("area", "area_path", "responsible_post")
    places = {"area_path__startswith": old_path}
    offices = {"responsible_post__area__path__startswith": area.path}
    found = [Dispute.objects.filter(**lookup).order_by() for lookup in (places, offices)]
    facts = {row for rows in found for row in rows.values_list(*names).distinct()}
    return [dict(zip(names, row, strict=True)) for row in sorted(facts, key=str)]


def _show_at(dispute, path, *, by):
    lock(dispute)
    dispute.referred_path = path
    dispute.save(update_fields=["referred_path", "changed_at"])
    clock.reassign(dispute, area_path=path or dispute.area_path)
    history.record(dispute, "boundary_changed", by=by, changes={"area": dispute.area_id})
