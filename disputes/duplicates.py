"""Likely the same matter: same place, thirty days around, alike in words. Never merged unasked."""

from dataclasses import dataclass
from datetime import timedelta

from disputes.choices import FINAL_STATES, State
from puyang_property.core.search import likeness

WINDOW = timedelta(days=30)
FEWEST, MOST, LOOKED_AT = 0.2, 5, 200
SAME_CATEGORY = 0.1
NOT_OFFERED = FINAL_STATES - {State.CLOSED}


@dataclass(frozen=True)
class Likely:
    """One case that may be about the same matter, and how alike it is (0 to 1)."""

    dispute: object
    likeness: float

    @property
    def percent(self):
        """Return the likeness as a whole percentage, never above 100."""
        return min(round(self.likeness * 100), 100)


def likely(rows, text, *, on, community=None, area=None, category=None, exclude=None):
    """Return up to five Likely cases among `rows` for words said about a place around a day.

    The compound decides where one is known, else the area. Two queries, whatever is found.
    """
    place = {"community": community} if community else {"area": area, "community": None}
    candidates = rows.filter(
        **place, received_on__range=(on - WINDOW, on + WINDOW), merged_into=None
    ).exclude(state__in=NOT_OFFERED)
    if exclude is not None:
        candidates = candidates.exclude(pk=exclude.pk)
    found = []
    candidates = candidates.order_by("-received_on", "-id").prefetch_related("complaints")
    for candidate in candidates[:LOOKED_AT]:
        score = likeness(text, words_of(candidate))
        if category is not None and candidate.category_id == category.pk:
            score += SAME_CATEGORY
        if score >= FEWEST:
            found.append(Likely(candidate, score))
    return sorted(found, key=lambda hit: (-hit.likeness, hit.dispute.pk))[:MOST]


def words_of(dispute):
    """Return what the residents of a case said; numbers and places would make all alike."""
    return " ".join(complaint.description for complaint in dispute.complaints.all())


def likely_same(dispute, rows):
    """Return the Likely cases for a case that exists already."""
    return likely(
        rows.select_related("community", "area", "category"),
        words_of(dispute),
        on=dispute.received_on,
        community=dispute.community,
        area=dispute.area,
        category=dispute.category,
        exclude=dispute,
    )
