"""The print run of posters for a whole street."""

from django.utils.translation import gettext_lazy as _

from communities.filters import CommunityFilter
from communities.models import Community
from communities.publication import poster
from puyang_property.core import bases, exports
from puyang_property.core.pagination import BoundedPaginator, Order, Page

PER_RUN = 300  # sheets of one page: more than any street has, drawn in under two seconds


class Posters(bases.ScopedListView):
    """A print run: one sheet for each published compound of the filtered list.

    A street is one page; what is larger comes in numbered parts, so that nobody misses one.
    """

    model = Community
    permission = "communities.view_community"
    filterset_class = CommunityFilter
    template_name = "communities/posters.html"
    orders = (Order("name", _("by name"), "pinyin"),)
    page_size = PER_RUN
    cursor_was_bad = False

    def get_queryset(self):
        """Print what the public sees; a poster of another one would lead nowhere."""
        return super().get_queryset().public().select_related("area")

    def paginated(self, rows):
        """Return the part asked for; a number that is none is the first or the last."""
        by_name = rows.order_by(*self.order.fields)
        parts = BoundedPaginator(by_name, self.page_size)
        self.part = parts.get_page(self.request.GET.get("part"))
        return Page(list(self.part), self.order, self.page_size)

    @property
    def query(self):
        """Return the filter without the part."""
        return {name: values for name, values in super().query.items() if name != "part"}

    def links(self):
        """Return the parts: first and last sheet, address, whether it is this one."""
        pages = map(self.part.paginator.page, self.part.paginator.page_range)
        return [
            (page.start_index(), page.end_index(), self._at(page.number), page.number)
            for page in pages
        ]

    def _at(self, number):
        return exports.query_string({**self.query, "part": number})

    def get_context_data(self, *, page, **kwargs):
        """Add the posters, by two queries for all, and the parts of the run."""
        sheets = poster.posters_of(page.items)
        parts = {"part": self.part, "total": self.part.paginator.count, "links": self.links()}
        return super().get_context_data(page=page, posters=sheets, **parts, **kwargs)
