"""The print run of posters for a whole street."""

from django.utils.translation import gettext_lazy as _

from communities.filters import CommunityFilter
from communities.models import Community
from communities.publication import poster
from puyang_property.core import bases
from puyang_property.core.pagination import Order

PER_RUN = 200


class Posters(bases.ScopedListView):
    """A print run: one sheet for each published compound of the filtered list, some at a time."""

    model = Community
    permission = "communities.view_community"
    filterset_class = CommunityFilter
    template_name = "communities/posters.html"
    orders = (Order("name", _("by name"), "pinyin"),)
    page_size = PER_RUN

    def get_queryset(self):
        """Print what the public sees; a poster of another one would lead nowhere."""
        return super().get_queryset().public().select_related("area")

    def get_context_data(self, *, page, **kwargs):
        """Add the posters, by two queries for all."""
        return super().get_context_data(page=page, posters=poster.posters_of(page.items), **kwargs)
