"""Dossiers in the admin: to read, filter and export; the desk keeps them."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.choices import Kind
from communities.dossiers import items
from communities.dossiers.choices import Answer, Party
from communities.models import Dossier, DossierEntry, DossierRequest
from puyang_property.core.bases.admin import ScopedModelAdmin
from puyang_property.core.exports import Column, label


def item_name(key):
    """Return the name of an item for a cell of an export."""
    return items.BY_KEY[key].name if key in items.BY_KEY else key


COMPOUND = (
    Column("community__name", _("compound")),
    Column("community__public_code", _("public code")),
)


class ItemFilter(admin.SimpleListFilter):
    """The items of dossiers by name, for their keys say nothing to an office."""

    title = pgettext_lazy("dossier", "item")
    parameter_name = "item"

    def lookups(self, request, model_admin):
        """Return each item with its name."""
        return [(key, item.name) for key, item in items.BY_KEY.items()]

    def queryset(self, request, queryset):
        """Keep the rows about the item."""
        return queryset.filter(item=self.value()) if self.value() else queryset


class ReadOnlyAdmin(ScopedModelAdmin):
    """Rows that only verbs write."""

    list_select_related = ["community"]
    search_fields = ["community__search_text"]
    ordering = ["-id"]

    def has_add_permission(self, request):
        """Nothing is entered here."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nothing is typed over here."""
        return False

    @admin.display(description=pgettext_lazy("dossier", "item"))
    def named_item(self, part):
        """Return the name of the item."""
        return part.item_name


@admin.register(Dossier)
class DossierAdmin(ReadOnlyAdmin):
    list_display = ["community", "kind", "percent", "present", "applicable", "counted_at"]
    list_filter = ["kind"]
    ordering = ["percent", "id"]
    fields = [
        *("community", "kind", "applicable", "present", "percent"),
        *("named_missing", "named_owing", "counted_at"),
    ]
    export_columns = (
        *COMPOUND,
        Column("kind", _("kind"), label(Kind)),
        Column("percent", _("completeness (%)")),
        Column("present", _("items present")),
        Column("applicable", _("items that apply")),
    )

    @admin.display(description=_("missing items"))
    def named_missing(self, dossier):
        """Return what is missing, by name."""
        return format_html_join(
            "", "<div>{}</div>", ((item.name,) for item in dossier.missing_items)
        )

    @admin.display(description=_("who owes"))
    def named_owing(self, dossier):
        """Return who owes it, in words."""
        return format_html_join("", "<div>{}</div>", ((name,) for name in dossier.owing_parties))


@admin.register(DossierEntry)
class DossierEntryAdmin(ReadOnlyAdmin):
    list_display = ["community", "named_item", "answer", "on", "recorded_by", "withdrawn_at"]
    fields = ["community", "named_item", "answer", "on", "note", "recorded_by", "withdrawn_at"]
    list_filter = ["answer", ItemFilter]
    list_select_related = ["community", "recorded_by"]
    export_columns = (
        *COMPOUND,
        Column("item", pgettext_lazy("dossier", "item"), item_name),
        Column("answer", _("answer"), label(Answer)),
        Column("on", _("date of the paper")),
        Column("note", _("note")),
        Column("withdrawn_at", _("taken back at")),
    )


@admin.register(DossierRequest)
class DossierRequestAdmin(ReadOnlyAdmin):
    list_display = ["community", "named_item", "asked_of", "due_on", "met_on", "withdrawn_at"]
    fields = ["community", "named_item", "asked_of", "responsible", "due_on", "met_on"]
    fields += ["withdrawn_at"]
    list_filter = ["asked_of", ItemFilter]
    export_columns = (
        *COMPOUND,
        Column("item", pgettext_lazy("dossier", "item"), item_name),
        Column("asked_of", _("asked of"), label(Party)),
        Column("due_on", pgettext_lazy("request", "until")),
        Column("met_on", _("arrived on")),
    )
