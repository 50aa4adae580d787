"""Who gets what at the addresses of premises and of the owners' register."""

from communities.premises import urls
from tests.factories.premises import (
    BuildingFactory,
    CommonFacilityFactory,
    EntranceFactory,
    OwnerFactory,
    OwnershipFactory,
    UnitFactory,
)
from tests.matrix.lines import (
    AUDITORS,
    CLERKS,
    DISTRICTS,
    ELSEWHERE,
    FIELD,
    OFFICERS,
    WORKERS,
    staff,
)
from tests.matrix.lines import admin as of_admin

READERS = OFFICERS | FIELD | AUDITORS
KEEPERS = OFFICERS | CLERKS | WORKERS
KEEP_OWNERS = DISTRICTS | CLERKS
BOTH = ["GET", "POST"]


def read(*pages):
    """Return the lines of pages that everybody who reads registers may open."""
    urls = [f"communities:{page}" for page in pages]
    return staff(*urls, yes=READERS - ELSEWHERE, hidden=ELSEWHERE)


def kept(*pages, by=KEEPERS):
    """Return the lines of pages that change something in 京东社区."""
    urls = [f"communities:{page}" for page in pages]
    return staff(*urls, methods=BOTH, yes=by - ELSEWHERE, hidden=by & ELSEWHERE)


def seen(*pages, methods=("GET",)):
    """Return the lines of pages of the owners' register."""
    urls = [f"communities:{page}" for page in pages]
    return staff(*urls, methods=methods, yes=KEEP_OWNERS - ELSEWHERE, hidden=ELSEWHERE)


LINES = [
    *staff("communities:facility_list", yes=READERS),
    *read("premises", "unit_list", "building", "unit", "facility"),
    *kept("building_add", "building_change", "building_end", "entrance_add", "units_raise"),
    *kept("entrance_rename", "entrance_end"),
    *kept("unit_add", "unit_change", "unit_end"),
    *kept("facility_add", "facility_change", "facility_check", "facility_end"),
    *kept("facility_photograph", "facility_ask_inspection"),
    *seen("owner_list", "owner"),
    *seen("owner_lookup", "owner_export", "owner_reveal", methods=BOTH),
    *kept("owner_add", "unit_transfer", "owner_correct", "owner_merge", by=KEEP_OWNERS),
    *kept("ownership_end", "ownership_represent", "ownership_withdraw", by=KEEP_OWNERS),
    *of_admin("communities.building", view=OFFICERS | AUDITORS),
    *of_admin("communities.unit", view=OFFICERS | AUDITORS),
    *of_admin("communities.commonfacility", view=OFFICERS | AUDITORS),
]


def building(s):
    """A building of the compound."""
    return BuildingFactory(community=s.community, number="3")


def unit(s):
    """A unit of the building."""
    return UnitFactory(building=s.building, number="301")


def entrance(s):
    """An entrance of the building without units."""
    return EntranceFactory(building=s.building, number="9")


def owner(s):
    """Somebody who owns in the compound."""
    return OwnerFactory(community=s.community)


def ownership(s):
    """What is owned, by whom."""
    return OwnershipFactory(unit=s.unit, owner=s.owner, share_denominator=2)


def facility(s):
    """The gate of the compound."""
    return CommonFacilityFactory(community=s.community)


MAKERS = {
    "building": building,
    "entrance": entrance,
    "unit": unit,
    "owner": owner,
    "ownership": ownership,
    "facility": facility,
}


def _of(name):
    return lambda s: {"pk": getattr(s, name).pk}


SAMPLES = {
    **{f"communities:{page}": _of("community") for page in urls.OF_COMPOUND},
    **{f"communities:{page}": _of("building") for page in urls.OF_BUILDING},
    **{f"communities:{page}": _of("entrance") for page in urls.OF_ENTRANCE},
    **{f"communities:{page}": _of("unit") for page in urls.OF_UNIT},
    **{f"communities:{page}": _of("owner") for page in urls.OF_OWNER},
    **{f"communities:{page}": _of("ownership") for page in urls.OF_OWNERSHIP},
    **{f"communities:{page}": _of("facility") for page in urls.OF_FACILITY},
    "admin:communities_building": lambda s: s.building,
    "admin:communities_unit": lambda s: s.unit,
    "admin:communities_commonfacility": lambda s: s.facility,
}
