"""API viewsets on scoped rows, and the keyset pages of their lists."""

from django.utils.translation import gettext as _
from rest_framework import exceptions, mixins, pagination, viewsets
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from puyang_property.core.bases.scope import Scoped
from puyang_property.core.pagination import BadCursor, keyset


class KeysetPagination(pagination.BasePagination):
    """Pages by key: `cursor`, `ordering` (one of the view's orders) and `page_size`."""

    page_size = 50
    max_page_size = 100

    def paginate_queryset(self, queryset, request, view=None):
        """Return the rows of the page; a cursor or ordering that is not ours is a 400."""
        self.request = request
        order = self.chosen_order(request, view.orders)
        try:
            self.page = keyset(
                queryset,
                order,
                cursor=request.query_params.get("cursor", ""),
                size=self.chosen_size(request),
            )
        except BadCursor:
            raise exceptions.ValidationError({"cursor": [_("This cursor is not valid.")]})
        return self.page.items

    def chosen_order(self, request, orders):
        """Return the order asked for, the first when none was."""
        asked = request.query_params.get("ordering")
        if not asked:
            return orders[0]
        for order in orders:
            if order.slug == asked:
                return order
        allowed = ", ".join(order.slug for order in orders)
        raise exceptions.ValidationError({"ordering": [_("Choose one of: %s.") % allowed]})

    def chosen_size(self, request):
        """Return the size asked for, within bounds."""
        asked = request.query_params.get("page_size", "")
        if not asked:
            return self.page_size
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked) <= self.max_page_size):
            raise exceptions.ValidationError(
                {"page_size": [_("Choose a number from 1 to %s.") % self.max_page_size]}
            )
        return int(asked)

    def get_paginated_response(self, data):
        """Return the links and the rows."""
        return Response(
            {
                "next": self._link(self.page.next),
                "previous": self._link(self.page.previous),
                "results": data,
            }
        )

    def _link(self, cursor):
        here = self.request.build_absolute_uri()
        return replace_query_param(here, "cursor", cursor) if cursor else None

    def get_paginated_response_schema(self, schema):
        """Describe the page for OpenAPI."""
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view):
        """Describe the parameters for OpenAPI, the orders of `view` as an enum."""
        number = {"type": "integer", "minimum": 1, "maximum": self.max_page_size}
        slugs = [order.slug for order in getattr(view, "orders", ())]
        return [
            _parameter("cursor", {"type": "string"}),
            _parameter("ordering", {"type": "string", "enum": slugs}),
            _parameter("page_size", {**number, "default": self.page_size}),
        ]


class ScopedViewSet(Scoped, viewsets.GenericViewSet):
    """Rows that the caller may see: 404 outside, 403 without the role.

    permissions: action → permission; an action that is not named there is refused.
    orders: Order…, the first is the default.
    """

    permissions = {}
    orders = ()
    pagination_class = KeysetPagination

    def initial(self, request, *args, **kwargs):
        """Ask for the action's permission before anything is read."""
        super().initial(request, *args, **kwargs)
        if self.action is None:
            return
        if self.action not in self.permissions:
            raise exceptions.PermissionDenied
        self.require(self.get_permission())

    def get_permission(self):
        """Return the permission of the action at hand."""
        return self.permissions[self.action]

    def get_queryset(self):
        """Return the rows that the caller may see; none while the schema is drawn."""
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        return self.scoped_queryset()

    def check_object_permissions(self, request, obj):
        """Answer 403 when the caller sees `obj` but holds the permission elsewhere only."""
        super().check_object_permissions(request, obj)
        self.require(self.get_permission(), obj)


class ScopedReadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet):
    """List and detail of scoped rows."""


def _parameter(name, schema):
    return {"name": name, "in": "query", "required": False, "schema": schema}
