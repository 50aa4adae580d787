"""What this room shows on the pages of lower rooms."""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from disputes.choices import OPEN_STATES, State
from disputes.models import Dispute
from puyang_property.core import panels

YEAR = timedelta(days=365)


def register():
    """Put the figures of disputes on a compound's public page."""
    panels.register("communities.community_public", community_figures, order=20)


def community_figures(request, community):
    """Return the panel with the compound's figures of the last year, nothing personal."""
    since = timezone.localdate() - YEAR
    recent = Dispute.objects.filter(community=community, received_on__gte=since)
    figures = recent.exclude(state=State.MERGED).aggregate(
        filed=Count("id"),
        open=Count("id", filter=Q(state__in=OPEN_STATES)),
        closed=Count("id", filter=Q(state=State.CLOSED)),
    )
    return "disputes/panels/community_figures.html", {"figures": figures, "community": community}
