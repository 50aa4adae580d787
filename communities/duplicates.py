"""Is this row a compound that the register has already? Offers, never decides."""

from decimal import Decimal

from django.db.models import Q

from communities.models import Community
from puyang_property.core.search import likeness

NEAR = Decimal("0.002")  # degrees, some 200 metres
ALIKE = 0.5
SPECIFIC = 6  # characters; a shorter address is only a street's name
MOST = 5


def known_entry(source, source_ref):
    """Return the compound that came from this very entry of this source, or None."""
    if not source_ref:
        return None
    rows = Community.objects.current().filter(source=source, source_ref=source_ref)
    return rows.select_related("area").order_by("id").first()


def twin(community, among):
    """Return the compound of the same source, name, area and address, or None."""
    if not community.address_key:
        return None
    return among.filter(
        source=community.source,
        name=community.name,
        area_path=community.area_path,
        address_key=community.address_key,
    ).first()


def likely(community, among):
    """Return up to five compounds `among` that may be `community`, the likeliest first.

    Same name or alias, or a similar name near by or at the same address.
    """
    named = Q(name_key=community.name_key) | Q(
        pk__in=among.filter(aliases__name_key=community.name_key, aliases__dropped_at=None).values(
            "pk"
        )
    )
    place = Q(pk__in=[])
    if community.lng is not None:
        place |= Q(
            lng__range=(community.lng - NEAR, community.lng + NEAR),
            lat__range=(community.lat - NEAR, community.lat + NEAR),
        )
    if len(community.address_key) >= SPECIFIC:
        place |= Q(address_key=community.address_key)
    found = {row.pk: row for row in among.filter(named).order_by("id")[:50]}
    for row in among.filter(place).order_by("id")[:200]:
        if resembles(row.name_key, community.name_key):
            found[row.pk] = row
    ranked = sorted(found.values(), key=lambda row: (-likeness(row.name, community.name), row.pk))
    return tuple(ranked[:MOST])


def resembles(left, right):
    """Tell whether two name keys are alike: one in the other, or half of the two-grams agree."""
    shorter, longer = sorted((left, right), key=len)
    return (len(shorter) > 1 and shorter in longer) or likeness(left, right) >= ALIKE
