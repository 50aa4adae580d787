"""Fill what compounds are searched by anew: rows written before the search learnt something."""

from django.db import transaction
from django.db.models import Prefetch

from communities.describing import describe_community
from communities.models import Community, CommunityAlias

BATCH = 500


def batches():
    """Yield the ids of all compounds, a batch at a time."""
    last = 0
    rows = Community.objects.order_by("pk").values_list("pk", flat=True)
    while ids := list(rows.filter(pk__gt=last)[:BATCH]):
        yield ids
        last = ids[-1]


@transaction.atomic
def describe(ids, *, write=True):
    """Return how many of the compounds `ids` are not searched by all they should be; mend them.

    They are locked, so that nobody changes a name between reading and writing.
    """
    rows = Community.objects.filter(pk__in=ids).select_related("area").order_by("pk")
    current = Prefetch("aliases", CommunityAlias.objects.filter(dropped_at=None))
    into = Community.objects.filter(merged_into__in=ids).values_list("merged_into", flat=True)
    with_merged, stale = set(into), []
    for row in rows.select_for_update(of=("self",), no_key=True).prefetch_related(current):
        before = row.search_text
        describe_community(row, row.aliases.all(), has_merged=row.pk in with_merged)
        if row.search_text != before:
            stale.append(row)
    if write and stale:
        Community.objects.bulk_update(stale, ["search_text", "search_grams"])
    return len(stale)
