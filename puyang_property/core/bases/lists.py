"""The list page: scoped, filtered, ordered, paged by key, exported."""

from django.core.exceptions import ImproperlyConfigured
from django.views.generic import TemplateView

from puyang_property.core import exports
from puyang_property.core.bases.scope import ScopedPage
from puyang_property.core.pagination import BadCursor, keyset

NOT_A_FILTER = {"cursor", "ordering", "export", "page_size"}


class ScopedListView(ScopedPage, TemplateView):
    """A list of what the reader may see.

    filterset_class: a django-filter FilterSet; orders: Order…, the first is the default;
    export_columns: exports.Column…, offered as CSV and Excel over the whole filtered list.
    """

    filterset_class = None
    orders = ()
    page_size = 50
    export_columns = ()
    export_permission = None
    export_name = None

    def __init_subclass__(cls, **kwargs):
        """Refuse a list without an order, or with one that is no unique key."""
        super().__init_subclass__(**kwargs)
        if cls.model is None:
            return
        if not cls.orders:
            raise ImproperlyConfigured(f"{cls.__name__} names no orders.")
        for order in cls.orders:
            order.key(cls.model)

    def get(self, request, *args, **kwargs):
        """Show the page, or send the export that was asked for."""
        rows = self.filtered(self.get_queryset())
        kind = request.GET.get("export")
        if kind in exports.WRITERS and self.export_columns:
            return self.export(rows, kind)
        return self.render_to_response(self.get_context_data(page=self.paginated(rows)))

    def filtered(self, rows):
        """Return `rows` under the reader's filter; nothing when the filter is not valid."""
        self.filterset = None
        if self.filterset_class is None:
            return rows
        self.filterset = self.filterset_class(self.request.GET, queryset=rows, request=self.request)
        return self.filterset.qs if self.filterset.is_valid() else rows.none()

    @property
    def order(self):
        """Return the order asked for, or the first."""
        asked = self.request.GET.get("ordering")
        return next((order for order in self.orders if order.slug == asked), self.orders[0])

    @property
    def query(self):
        """Return the address's parameters without the place in the list."""
        given = self.request.GET.lists()
        return {k: v for k, v in given if k not in {"cursor", "export"} and any(v)}

    @property
    def is_filtered(self):
        """Tell whether the reader narrowed the list: an empty one then says so."""
        return bool(set(self.query) - NOT_A_FILTER)

    def paginated(self, rows):
        """Return the page at the reader's cursor; a cursor that is not ours is the first page."""
        self.cursor_was_bad = False
        cursor = self.request.GET.get("cursor", "")
        try:
            page = keyset(rows, self.order, cursor=cursor, size=self.page_size)
        except BadCursor:
            self.cursor_was_bad = True
            page = keyset(rows, self.order, size=self.page_size)
        page.query = self.query
        return page

    def export(self, rows, kind):
        """Send all `rows` as a file and log who took them."""
        self.require(self.export_permission or self.get_permission())
        name = self.export_name or str(self.model._meta.verbose_name_plural)
        key = [part.ordering(backwards=False) for part in self.order.key(self.model)]
        return exports.WRITERS[kind](
            rows.order_by(*key),
            self.export_columns,
            filename=name,
            by=self.request.user,
            request=self.request,
        )

    def get_context_data(self, *, page, **kwargs):
        """Return what the template needs; see the class of the page for its own."""
        return super().get_context_data(
            page=page,
            object_list=page.items,
            filter=self.filterset,
            orders=self.orders,
            order=self.order,
            query=exports.query_string(self.query),
            is_filtered=self.is_filtered,
            cursor_was_bad=self.cursor_was_bad,
            export_links=exports.links(self.query) if self.export_columns else [],
            **kwargs,
        )
