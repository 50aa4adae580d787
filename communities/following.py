"""The register follows a change of boundary: its copies of area paths are written anew."""

from django.db.models import F, OuterRef, Subquery

from accounts.models import Area
from communities.models import (
    Community,
    DossierRequest,
    ExitHandover,
    LegacyIssue,
    PropertyCompany,
    ServiceContract,
)
from puyang_property.core import clock


def follow_moved_areas(now=None):
    """Give compounds, companies and open contract clocks the path their area has today.

    The area itself stays the same, so no history is written. Returns how many rows moved.
    """
    moved = 0
    for model in (Community, PropertyCompany):
        stale = model.objects.exclude(area_path=F("area__path"))
        stale_ids = list(stale.values_list("pk", flat=True))
        path = Area.objects.filter(pk=OuterRef("area")).values("path")
        moved += model.objects.filter(pk__in=stale_ids).update(area_path=Subquery(path))
        if model is Community:
            _follow_clocks(stale_ids)
    return moved


def _follow_clocks(communities):
    """Let the clocks of contracts, legacy issues and requests of these compounds follow."""
    contracts = ServiceContract.objects.filter(community__in=communities)
    issues = LegacyIssue.objects.filter(transfer__community__in=communities)
    requests = DossierRequest.objects.open().filter(community__in=communities)
    handovers = ExitHandover.objects.filter(contract__community__in=communities)
    for subject in (*contracts, *issues, *requests, *handovers):
        clock.reassign(subject, area_path=subject.scope_path)


def follow_moved_area(area, old_path, *, by):
    """Let the register follow at once, in the transaction of the change."""
    follow_moved_areas()
