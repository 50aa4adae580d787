"""Which of the six groups a compound shows, and which it never did or too long ago."""

from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities.models import Publication
from communities.publication.choices import HEADINGS, STANDING_TONES, Group, Standing
from puyang_property.core.exports import Column, label

GROUPS = tuple(Group)
GAP = "gap"  # outdated or never
NEWEST_FIRST = ("-valid_until", "-id")
SHOWN = {  # what the export tells of each group → how it is called, how it is shown
    "standing": (_("state"), label(Standing)),
    "published_on": (_("published on"), None),
    "valid_until": (_("counts as current until"), None),
}
COLUMNS = (
    Column("name", _("compound")),
    Column("public_code", _("public code")),
    Column("area__name", _("area")),
    *(
        Column(f"{group}_{name}", format_lazy("{group}: {what}", group=group.label, what=what), how)
        for group in Group
        for name, (what, how) in SHOWN.items()
    ),
)


@dataclass(frozen=True)
class Cell:
    """How one compound stands with one group, and what it showed last."""

    group: Group
    newest: Publication | None
    standing: Standing

    @property
    def heading(self):
        """Return the group's name as a table has room for it."""
        return HEADINGS[self.group]

    @property
    def tone(self):
        """Return the tone of the badge."""
        return STANDING_TONES[self.standing]


@dataclass(frozen=True)
class Line:
    """One compound and its six groups."""

    community: object
    cells: tuple


def cells(publications, on=None):
    """Return the six cells of a compound, given its standing publications in any order."""
    day = on or timezone.localdate()
    found = []
    for group in GROUPS:
        mine = [row for row in publications if row.group == group]
        newest = max(mine, key=lambda row: (row.valid_until, row.pk), default=None)
        standing = newest.standing_on(day) if newest else Standing.NEVER
        found.append(Cell(group, newest, standing))
    return tuple(found)


def of(community, on=None):
    """Return the six cells of one compound, by one query."""
    return cells(list(community.publications.standing()), on)


def with_publications(rows):
    """Let each compound bring the newest standing publication of each group, by one query more."""
    mine = Publication.objects.standing().order_by("community_id", "group", *NEWEST_FIRST)
    newest = mine.distinct("community_id", "group")
    return rows.prefetch_related(Prefetch("publications", newest, to_attr="newest_publications"))


def lines(rows, on=None):
    """Return a Line for each compound that brings its publications."""
    return [Line(row, cells(row.newest_publications, on)) for row in rows]


def narrowed(rows, group="", standing="", on=None):
    """Return the compounds that stand like that with `group`, or with some group if none is named.

    `standing` is a Standing, GAP (outdated or never) or "". Without a group, "current" means that
    all six are.
    """
    if not standing:
        return rows
    wanted = [group] if group else list(GROUPS)
    each = {one: _stands(one, standing, on) for one in wanted}
    together = Q.AND if standing == Standing.CURRENT else Q.OR
    return rows.filter(Q(*each.values(), _connector=together))


def _stands(group, standing, on):
    mine = Publication.objects.standing().filter(community=OuterRef("pk"), group=group)
    ever, current = Exists(mine), Exists(mine.filter(valid_until__gte=on or timezone.localdate()))
    return {
        Standing.CURRENT: Q(current),
        Standing.OUTDATED: Q(ever) & ~Q(current),
        Standing.NEVER: ~Q(ever),
        GAP: ~Q(current),
    }[standing]


def totals(rows, on=None):
    """Return [(standing, [number for each group])] over all compounds of `rows`, by two queries."""
    day = on or timezone.localdate()
    number = rows.order_by().count()
    mine = Publication.objects.standing().filter(community__in=rows.order_by().values("pk"))
    counted = (
        mine.order_by()
        .values("group")
        .annotate(
            ever=Count("community", distinct=True),
            current=Count("community", distinct=True, filter=Q(valid_until__gte=day)),
        )
    )
    found = {row["group"]: (row["ever"], row["current"]) for row in counted}
    each = [(number, *found.get(group, (0, 0))) for group in GROUPS]
    return [
        (Standing.CURRENT, [current for _all, _ever, current in each]),
        (Standing.OUTDATED, [ever - current for _all, ever, current in each]),
        (Standing.NEVER, [all_ - ever for all_, ever, _current in each]),
    ]


def with_columns(rows, on=None):
    """Give each compound what the export shows of its groups."""
    day = on or timezone.localdate()
    added = {}
    for group in GROUPS:
        mine = Publication.objects.standing().filter(community=OuterRef("pk"), group=group)
        newest = mine.order_by(*NEWEST_FIRST)
        added[f"{group}_published_on"] = Subquery(newest.values("published_on")[:1])
        added[f"{group}_valid_until"] = Subquery(newest.values("valid_until")[:1])
        added[f"{group}_standing"] = _named(f"{group}_valid_until", day)
    return rows.annotate(**added)


def _named(valid_until, day):
    return Case(
        When(**{f"{valid_until}__isnull": True}, then=Value(Standing.NEVER)),
        When(**{f"{valid_until}__gte": day}, then=Value(Standing.CURRENT)),
        default=Value(Standing.OUTDATED),
    )
