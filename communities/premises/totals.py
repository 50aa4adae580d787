"""What the register holds of a compound, by query, beside what the compound itself declares."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from communities.models import CommonFacility
from communities.premises.choices import WITH_DEVELOPER, AreaSource, FacilityKind, Use
from communities.premises.rooms import COMMITTEE_OFFICE, property_room_minimum

NO_SOURCE = "none"


@dataclass(frozen=True)
class Total:
    """One figure: what it counts, how much, which filter of the list shows its rows."""

    label: str
    value: object
    query: str | None = None
    declared: object = None
    unit: str = ""

    @property
    def gap(self):
        """Return recorded less declared, signed; "" where either is unknown or they agree."""
        if self.declared is None or self.value is None or self.value == self.declared:
            return ""
        return f"{self.value - self.declared:+}"


def totals(community):
    """Return the totals of a compound: buildings, units by use, areas by source, by developer."""
    units = community.units.standing()
    found = units.aggregate(
        number=Count("pk"),
        total_area=Sum("area"),
        developer=Count("pk", filter=Q(sale__in=WITH_DEVELOPER)),
        blank=Count("pk", filter=Q(area=None)),
        **{f"use_{use}": Count("pk", filter=Q(use=use)) for use in Use},
        **{f"count_{source}": Count("pk", filter=Q(area_source=source)) for source in AreaSource},
        **{f"area_{source}": Sum("area", filter=Q(area_source=source)) for source in AreaSource},
    )
    standing = community.building_rows.standing()
    built = standing.aggregate(number=Count("pk"), area=Sum("floor_area"))
    return [*_structure(community, found, built), *_areas(found)]


def _structure(community, found, built):
    """Return the figures that the compound declares as well, then the other uses."""
    households = Total(
        str(Use.DWELLING.label),
        found[f"use_{Use.DWELLING}"],
        f"use={Use.DWELLING}",
        community.households,
    )
    others = [
        Total(str(use.label), found[f"use_{use}"], f"use={use}")
        for use in (Use.SHOP, Use.PARKING, Use.STORAGE)
    ]
    return [
        Total(_("buildings"), built["number"], None, community.buildings),
        Total(_("floor area of the buildings"), built["area"], None, community.floor_area, "m²"),
        Total(_("all units"), found["number"], ""),
        households,
        *others,
        Total(_("units still with the developer"), found["developer"], "sale=developer"),
    ]


def _areas(found):
    """Return the exclusive areas by their source, the strongest first, and what has none."""
    rows = [Total(_("exclusive area of all units"), found["total_area"], "", unit="m²")]
    for source in AreaSource:
        label = _("of which by: %(source)s") % {"source": source.label}
        query = f"area_source={source}"
        rows.append(Total(label, found[f"area_{source}"] or Decimal(0), query, unit="m²"))
    return [*rows, Total(_("units without an area"), found["blank"], f"area_source={NO_SOURCE}")]


@dataclass(frozen=True)
class Rooms:
    """The property-service rooms of a compound against what the law asks (HN-11)."""

    area: Decimal
    committee: Decimal
    least: Decimal | None

    @property
    def is_enough(self):
        """Tell whether both are large enough; None while the floor area is unknown."""
        if self.least is None:
            return None
        return self.area >= self.least and self.committee >= COMMITTEE_OFFICE

    @property
    def shortage(self):
        """Return in words what is missing: nothing (""), square metres, or the floor area."""
        if self.least is None:
            return _("The floor area of the compound is not recorded, so nothing can be compared.")
        told = {"least": self.least, "there": self.area}
        short = [
            _("%(there)s of %(least)s m² are recorded") % told if self.area < self.least else "",
            _("%(there)s of %(least)s m² of them for the owners' committee")
            % {"there": self.committee, "least": COMMITTEE_OFFICE}
            if self.committee < COMMITTEE_OFFICE
            else "",
        ]
        return _("; ").join(filter(None, short))

    @property
    def committee_least(self):
        """Return the least m² for the owners' committee."""
        return COMMITTEE_OFFICE


def rooms(community):
    """Return the property-service rooms of a compound beside the minimum for its floor area."""
    return rooms_of([community])[community.pk]


def rooms_of(compounds):
    """Return id → Rooms of each of the `compounds`, by one query for all."""
    compounds = list(compounds)
    found = CommonFacility.objects.standing().filter(
        kind=FacilityKind.PROPERTY_ROOM, community__in=[compound.pk for compound in compounds]
    )
    sums = found.order_by().values("community").annotate(Sum("area"), Sum("committee_area"))
    sums = {row["community"]: row for row in sums}
    return {
        compound.pk: _rooms(compound.floor_area, **_known(sums.get(compound.pk, {})))
        for compound in compounds
    }


def _known(sums):
    return {name: sums.get(f"{name}__sum") or Decimal(0) for name in ("area", "committee_area")}


def _rooms(floor_area, area, committee_area):
    least = property_room_minimum(floor_area) if floor_area else None
    return Rooms(area=area, committee=committee_area, least=least)
