"""The figures of an area as a table: a line for each area just below it."""

from dataclasses import dataclass, field
from functools import partial

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Area
from disputes.figures import BASES, BY_SLUG, FIGURES, SHARES, percent


@dataclass
class Line:
    """The numbers of one area; `directly`: only what belongs to none of the areas below it."""

    area: Area
    numbers: dict = field(default_factory=lambda: dict.fromkeys(BY_SLUG, 0))
    directly: bool = False

    def share(self, slug):
        """Return the share in percent that the figure `slug` is of its whole, or None."""
        return percent(self.numbers[slug], self.numbers[SHARES[slug]])


def table(area, span, *, now=None):
    """Return a line for each area just below `area`, one for the rest, and the sum.

    Costs one query for the areas and one for each base, however many areas there are.
    """
    now = now or timezone.now()
    below = Area.objects.filter(parent=area).order_by("path")
    children = {child.path: Line(child) for child in below}
    rest, total = Line(area, directly=True), Line(area)
    depth = area.path.count("/") + 1
    for base in BASES:
        figures = [figure for figure in FIGURES if figure.base is base]
        for path, *numbers in _counted(base, figures, area, span, now):
            line = children.get("/".join(path.split("/")[:depth]) + "/", rest)
            for figure, number in zip(figures, numbers, strict=True):
                line.numbers[figure.slug] += number
                total.numbers[figure.slug] += number
    shown = [line for line in children.values() if _exists(line, now)]
    return [*shown, rest] if any(rest.numbers.values()) else shown, total


def _counted(base, figures, area, span, now):
    """Return for each path its number of each figure, in one query."""
    of = partial(Count, base.path)  # every row has one, and the index holds no more than that
    counts = {figure.slug: of(filter=figure.narrower(span, now)) for figure in figures}
    inside = Q(**{f"{base.path}__startswith": area.path})
    rows = base.model.objects.filter(base.where(span, now, keys_by="among"), inside).order_by()
    return rows.values(base.path).annotate(**counts).values_list(base.path, *counts)


def _exists(line, now):
    """Tell whether the area is shown: it exists today, or something is counted in it."""
    ended = line.area.valid_to
    return ended is None or ended > timezone.localdate(now) or any(line.numbers.values())
