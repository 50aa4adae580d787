"""The dossier follows the register: whatever is recorded of a compound, its copy is counted anew.

Verbs of this room and of rooms above write history; so none of them has to know of dossiers.
"""

from communities.choices import Kind
from communities.dossiers import counting
from communities.models import CommonFacility, Community, ServiceContract, UtilityTransfer
from puyang_property.core import followers

MOVES_NOTHING = frozenset({"placed", "published", "hidden"})


def follow_compounds(events):
    """Count compounds anew after what may change their dossier."""
    moving = [event for event in events if event.name not in MOVES_NOTHING and not _is_bare(event)]
    _recount({event.subject_id for event in moving}, events)


def _is_bare(event):
    """Tell whether a compound without a kind was entered: thousands of them come in one import."""
    return event.name == "created" and event.changes.get("kind") == Kind.UNKNOWN


def follow_contracts(events):
    """Count the compounds of contracts anew."""
    _follow_parts(ServiceContract, events)


def follow_transfers(events):
    """Count the compounds of transfers anew."""
    _follow_parts(UtilityTransfer, events)


def follow_facilities(events):
    """Count the compounds of common facilities anew: a room for property service is one."""
    _follow_parts(CommonFacility, events)


def _follow_parts(model, events):
    rows = model.objects.filter(pk__in={event.subject_id for event in events})
    with_kind = rows.exclude(community__kind=Kind.UNKNOWN)
    _recount(set(with_kind.values_list("community", flat=True)), events)


def _recount(ids, events):
    if ids:
        counting.recount(ids, now=max(event.at for event in events))


def connect():
    """Follow what dossiers read."""
    followers.on_record(Community, follow_compounds)
    followers.on_record(ServiceContract, follow_contracts)
    followers.on_record(UtilityTransfer, follow_transfers)
    followers.on_record(CommonFacility, follow_facilities)
