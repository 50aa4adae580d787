"""Premises in the admin: to read, filter and export; the desk keeps them.

The owners' register is not here: the admin knows neither a reason nor a read log.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from communities.models import Building, CommonFacility, Entrance, Unit
from communities.premises import facility_views, unit_views
from communities.premises.wording import NAMES
from puyang_property.core.bases.admin import ScopedModelAdmin
from puyang_property.core.exports import Column


class ReadOnlyAdmin(ScopedModelAdmin):
    """Rows that the verbs of the desk write."""

    event_names = NAMES

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class EntranceInline(admin.TabularInline):
    """The entrances of a building to read."""

    model = Entrance
    fields = ["number", "ended_on"]
    readonly_fields = ["ended_on"]
    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("communities.view_entrance", obj)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Building)
class BuildingAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "community", "floors_above", "has_lift", "floor_area", "ended_on"]
    list_filter = ["has_lift", ("ended_on", admin.EmptyFieldListFilter)]
    list_select_related = ["community"]
    search_fields = ["number", "name", "community__search_text"]
    ordering = ["-id"]
    inlines = [EntranceInline]
    export_columns = (
        Column("community__name", _("compound")),
        Column("number", _("number")),
        Column("name", _("name")),
        Column("floors_above", _("floors above ground")),
        Column("floors_below", _("floors below ground")),
        Column("built_year", _("year built")),
        Column("floor_area", _("floor area (m²)")),
    )


@admin.register(Unit)
class UnitAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "community", "floor", "use", "area", "area_source", "sale"]
    list_filter = ["use", "area_source", "sale", ("ended_on", admin.EmptyFieldListFilter)]
    list_select_related = ["community", "building", "entrance"]
    search_fields = ["search_text", "community__search_text"]
    ordering = ["-id"]
    readonly_fields = ["area", "area_source"]
    export_columns = (Column("community__name", _("compound")), *unit_views.COLUMNS)


@admin.register(CommonFacility)
class CommonFacilityAdmin(ReadOnlyAdmin):
    list_display = ["name", "community", "kind", "condition", "maintainer", "next_check_on"]
    list_filter = ["kind", "condition", ("ended_on", admin.EmptyFieldListFilter)]
    list_select_related = ["community"]
    search_fields = ["search_text", "community__search_text"]
    ordering = ["-id"]
    export_columns = facility_views.COLUMNS
