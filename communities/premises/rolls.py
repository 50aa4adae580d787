"""The exclusive parts of a compound as an assembly counts them, read from the register."""

from collections import defaultdict

from django.db.models import Q
from django.utils import timezone

from communities.models import Ownership
from communities.premises.heads import Part, count


def parts(community, on=None):
    """Return the Part of each unit, with those who own it on the day `on`: two queries.

    A unit that ended after that day counts when somebody is known to have owned it then: the
    others that ended were joined, demolished or entered by mistake, and nobody can say which.
    """
    owners = defaultdict(set)
    stood = Q(unit__ended_on=None) | Q(unit__ended_on__gt=on or timezone.localdate())
    held = Ownership.objects.current(on).filter(stood, unit__community=community)
    for unit, owner in held.order_by().values_list("unit", "owner"):
        owners[unit].add(owner)
    units = community.units.filter(Q(ended_on=None) | Q(pk__in=held.order_by().values("unit")))
    units = units.order_by("pk").values_list("pk", "area", "sale", "use")
    return [
        Part(unit=pk, owners=frozenset(owners[pk]), area=area, sale=sale, use=use)
        for pk, area, sale, use in units
    ]


def count_of(community, on=None, *, with_parking=False):
    """Return heads and area of the owners of a compound on the day `on` (CC-HEAD, CC-AREA)."""
    return count(parts(community, on), with_parking=with_parking)
