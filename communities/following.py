"""The register follows a change of boundary: its copies of area paths are written anew."""

from django.db.models import F, OuterRef, Subquery

from accounts.models import Area
from communities.models import (
    CommonFacility,
    Community,
    DossierRequest,
    ExitHandover,
    LegacyIssue,
    PropertyCompany,
    Publication,
    ServiceContract,
)
from puyang_property.core import clock

CLOCKS = {  # what falls due → by which lookup it belongs to a compound
    ServiceContract: "community",
    ExitHandover: "contract__community",
    LegacyIssue: "transfer__community",
    DossierRequest: "community",
    CommonFacility: "community",
    Publication: "community",
}


def follow_moved_areas(now=None):
    """Give compounds, companies and open clocks the path their area has today.

    The area itself stays the same, so no history is written. Returns how many rows moved.
    """
    moved = 0
    for model in (Community, PropertyCompany):
        stale = model.objects.exclude(area_path=F("area__path"))
        stale_ids = list(stale.values_list("pk", flat=True))
        path = Area.objects.filter(pk=OuterRef("area")).values("path")
        moved += model.objects.filter(pk__in=stale_ids).update(area_path=Subquery(path))
    return moved + follow_clocks()


def follow_clocks(communities=None):
    """Let the open clocks of these `communities` (keys; None: of all) lie where the compound lies.

    Returns how many records had a clock elsewhere.
    """
    moved = 0
    for model, compound in CLOCKS.items():
        among = None
        if communities is not None:
            among = model.objects.filter(**{f"{compound}__in": communities})
        moved += clock.follow(model, f"{compound}__area_path", among=among)
    return moved


def follow_moved_area(area, old_path, *, by):
    """Let the register follow at once, in the transaction of the change."""
    follow_moved_areas()
