"""The past of a compound: what it was called, what went into it, which kind it was, and when."""

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from communities.choices import AliasKind
from communities.models import Community
from puyang_property.core import history
from puyang_property.core.models import Event


def past_of(request, community):
    """Return the panel of former names, kinds and merged entries of the compound's desk page."""
    return "communities/panels/past.html", {
        "community": community,
        "former": former_names(community),
        "merged": merged_entries(community),
        "periods": community.kind_periods.order_by("-id"),
        "may_change_kind": community.is_current
        and request.user.has_perm("communities.change_community", community),
    }


def former_names(community):
    """Return (name, the day of its last use or None) of each former name, the latest first."""
    names = community.aliases.filter(kind=AliasKind.FORMER, dropped_at=None)
    names = list(names.values_list("name", flat=True))
    if not names:
        return []
    renamed = {}
    for event in history.of(community).filter(changes__has_key="aliases_added"):
        day = timezone.localdate(event.at)
        renamed |= dict.fromkeys(event.changes["aliases_added"], day)
    found = [(name, renamed.get(name)) for name in names]
    return sorted(found, key=lambda pair: (pair[1] is not None, pair[1]), reverse=True)


def merged_entries(community):
    """Return (entry, the day it was merged or None) for what went into the compound."""
    rows = list(Community.objects.filter(merged_into=community).order_by("pk"))
    if not rows:
        return []
    events = Event.objects.filter(
        subject_type=ContentType.objects.get_for_model(Community),
        subject_id__in=[row.pk for row in rows],
        name="merged",
    )
    days = {pk: timezone.localdate(at) for pk, at in events.values_list("subject_id", "at")}
    return [(row, days.get(row.pk)) for row in rows]
