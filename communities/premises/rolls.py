"""The exclusive parts of a compound as an assembly counts them, read from the register."""

from collections import defaultdict

from communities.models import Ownership
from communities.premises.heads import Part, count


def parts(community, on=None):
    """Return the Part of each standing unit, with those who own it on the day `on`: two queries."""
    owners = defaultdict(set)
    held = Ownership.objects.current(on).filter(unit__community=community, unit__ended_on=None)
    for unit, owner in held.order_by().values_list("unit", "owner"):
        owners[unit].add(owner)
    units = community.units.standing().order_by("pk").values_list("pk", "area", "sale", "use")
    return [
        Part(unit=pk, owners=frozenset(owners[pk]), area=area, sale=sale, use=use)
        for pk, area, sale, use in units
    ]


def count_of(community, on=None, *, with_parking=False):
    """Return heads and area of the owners of a compound on the day `on` (CC-HEAD, CC-AREA)."""
    return count(parts(community, on), with_parking=with_parking)
