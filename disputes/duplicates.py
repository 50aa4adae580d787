"""Likely the same matter: same place, thirty days around, alike in words. Never merged unasked."""

from dataclasses import dataclass
from datetime import timedelta

from disputes.choices import FINAL_STATES, State
from disputes.models import Complaint
from puyang_property.core.search import likenesses

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

    The compound decides where one is known, else the area. Two queries, whatever is found: the
    words of the newest candidates, then the few cases that are alike.
    """
    place = {"community": community} if community else {"area": area, "community": None}
    candidates = rows.filter(
        **place, received_on__range=(on - WINDOW, on + WINDOW), merged_into=None
    ).exclude(state__in=NOT_OFFERED)
    if exclude is not None:
        candidates = candidates.exclude(pk=exclude.pk)
    scores = _scores(candidates, text, category)
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[:MOST]
    cases = rows.defer("search_text", "search_grams").in_bulk(best) if best else {}
    return [Likely(cases[pk], scores[pk]) for pk in best]


def _scores(candidates, text, category):
    """Return {id: likeness} of the candidates that are alike enough."""
    newest = candidates.order_by("-received_on", "-id").values("pk")[:LOOKED_AT]
    papers = Complaint.objects.filter(dispute__in=newest).order_by("pk")
    said = {}
    for paper in papers.values_list("dispute", "dispute__category", "description"):
        said.setdefault(paper[:2], []).append(paper[2])
    alike = likenesses(text, map(" ".join, said.values()))
    scores = {
        pk: score + (SAME_CATEGORY if category is not None and kind == category.pk else 0)
        for (pk, kind), score in zip(said, alike, strict=True)
    }
    return {pk: score for pk, score in scores.items() if score >= FEWEST}


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
