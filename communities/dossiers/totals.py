"""Totals over the dossiers that a list shows; each number leads to the dossiers it counts."""

from dataclasses import dataclass

from django.db.models import Count, F, Func, Q, Sum

from communities.dossiers import items
from communities.dossiers.completeness import percent


@dataclass(frozen=True)
class KindTotal:
    """The dossiers of one kind: how many, how many complete, how complete together."""

    kind: object
    number: int
    complete: int
    percent: object
    below: int = 100  # what the filter is set to for those that are not complete

    @property
    def incomplete(self):
        """Return how many lack something."""
        return self.number - self.complete


@dataclass(frozen=True)
class ItemTotal:
    """One item and how many compounds lack it."""

    item: items.Item
    missing: int


def by_kind(rows):
    """Return a KindTotal for each kind among `rows`, by one query."""
    counted = (
        rows.order_by()
        .values("kind")
        .annotate(
            number=Count("pk"),
            complete=Count("pk", filter=Q(missing=[])),
            there=Sum("present"),
            applying=Sum("applicable"),
        )
        .values_list("kind", "number", "complete", "there", "applying")
    )
    found = {kind: numbers for kind, *numbers in counted}
    return [
        KindTotal(kind, found[kind][0], found[kind][1], percent(*found[kind][2:]))
        for kind in items.KINDS
        if kind in found
    ]


def by_item(rows):
    """Return an ItemTotal for each item that somebody among `rows` lacks, by one query."""
    unnested = Func(F("missing"), function="unnest")
    unnested.set_returning = True
    counted = rows.order_by().annotate(lacking=unnested).values("lacking")
    counted = counted.annotate(number=Count("pk")).values_list("lacking", "number")
    found = dict(counted)
    return [ItemTotal(item, found[item.key]) for item in items.ITEMS if item.key in found]
