"""Heads and area of the owners of a compound: pure Python (CC-HEAD, CC-AREA, GR-25, HN-15).

What an assembly counts: one exclusive part is one head; one buyer with several parts is one head,
and so are all parts that are still with the developer, unsold or sold and not delivered (Interp-A
Art. 9). Co-owners of a part choose one person and are one head (GR-25). Areas are added up for all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from communities.premises.choices import WITH_DEVELOPER, Use

DEVELOPER = "developer"
CENTS = Decimal("0.01")


@dataclass(frozen=True)
class Part:
    """One exclusive part as the count sees it: whose it is, how large, what for.

    owners: the ids of all who own it on the day; none where nobody is recorded.
    area: m² by the strongest source known (CC-AREA), None where no source says anything.
    """

    unit: int
    owners: frozenset = frozenset()
    area: Decimal | None = None
    sale: str = "delivered"
    use: str = "dwelling"

    @property
    def holder(self):
        """Return who stands for this part as one head."""
        if self.sale in WITH_DEVELOPER:
            return DEVELOPER
        return self.owners or frozenset({("unit", self.unit)})


@dataclass(frozen=True)
class Count:
    """The denominators of an assembly, and what is missing for them."""

    heads: int = 0
    area: Decimal = Decimal("0.00")
    parts: int = 0
    without_area: int = 0
    without_owner: int = 0
    with_developer: int = 0

    @property
    def is_complete(self):
        """Tell whether every part has an area and an owner: only then may an assembly use it."""
        return not (self.without_area or self.without_owner)


def counted(parts: Iterable[Part], *, with_parking: bool = False) -> list[Part]:
    """Return the parts that count; parking spaces only where the rules of procedure say so (R8)."""
    return [part for part in parts if with_parking or part.use != Use.PARKING]


def count(parts: Iterable[Part], *, with_parking: bool = False) -> Count:
    """Return heads and area of `parts`, in exact integers of 0.01 m² (GEN-RAT)."""
    found = counted(parts, with_parking=with_parking)
    measured = [part for part in found if part.area is not None]
    hundredths = sum(int(part.area.quantize(CENTS) * 100) for part in measured)
    with_developer = [part for part in found if part.holder == DEVELOPER]
    return Count(
        heads=len({part.holder for part in found}),
        area=Decimal(hundredths).scaleb(-2),
        parts=len(found),
        without_area=len(found) - len(measured),
        without_owner=sum(not part.owners and part.holder != DEVELOPER for part in found),
        with_developer=len(with_developer),
    )
