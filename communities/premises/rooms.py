"""How large the property-service rooms of a compound must be: pure Python (HN-11)."""

from decimal import ROUND_HALF_UP, Decimal

SMALLEST = Decimal(80)  # m², up to 20,000 m² of floor area
COMMITTEE_OFFICE = Decimal(20)  # m² of them for the owners' committee
STEPS = (  # from where (m² of floor area), to where, how much of that part
    (Decimal(20_000), Decimal(200_000), Decimal("0.004")),
    (Decimal(200_000), Decimal(300_000), Decimal("0.003")),
    (Decimal(300_000), None, Decimal("0.002")),
)


def property_room_minimum(total_area: Decimal) -> Decimal:
    """Return the least m² of property-service rooms for `total_area` m² of floor area (HN-11)."""
    if total_area <= 0:
        raise ValueError("A floor area is greater than zero.")
    least = SMALLEST
    for start, end, share in STEPS:
        part = min(total_area, end) - start if end else total_area - start
        least += max(part, Decimal(0)) * share
    return least.quantize(Decimal("0.01"), ROUND_HALF_UP)
