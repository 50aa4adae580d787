"""The further names of a compound: made, added, replaced; a name that is dropped stays as past."""

from django.utils import timezone

from communities.choices import AliasKind
from communities.describing import describe_name
from communities.models import CommunityAlias


def rows_for(community, aliases, kind=AliasKind.POPULAR):
    """Return an unsaved row for each of the `aliases`, each name once."""
    rows = []
    for name in dict.fromkeys(alias.strip() for alias in aliases):
        if name and name != community.name.strip():
            row = CommunityAlias(community=community, name=name, kind=kind)
            describe_name(row)
            rows.append(row)
    return rows


def add(community, rows):
    """Save the `rows` as names of `community`."""
    for row in rows:
        row.community = community
        row.full_clean(exclude=["community"] if community.pk is None else None)
        row.save()


def replace(community, names, *, former, now):
    """Make `names` the current aliases, `former` a former one; return changes for history."""
    current = {row.name: row for row in community.aliases.filter(dropped_at=None)}
    wanted = {row.name: row for row in rows_for(community, names)}
    if former:
        wanted |= {row.name: row for row in rows_for(community, [former], AliasKind.FORMER)}
    added = [row for name, row in wanted.items() if name not in current]
    dropped = [row.pk for name, row in current.items() if name not in wanted]
    add(community, added)
    CommunityAlias.objects.filter(pk__in=dropped).update(dropped_at=now or timezone.now())
    changes = {"aliases_added": [row.name for row in added]} if added else {}
    return changes | ({"aliases_dropped": dropped} if dropped else {})


def with_names(community, names):
    """Return the names that `community` has, and `names`."""
    own = community.aliases.filter(dropped_at=None).values_list("name", flat=True)
    return [*own, *(name for name in names if name != community.name)]
