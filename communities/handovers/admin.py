"""Exit handovers in the admin: to read, filter and export; the desk carries them on."""

from django.contrib import admin

from communities.by_verb_admin import AliasInline
from communities.handovers.views import COLUMNS
from communities.handovers.wording import NAMES
from communities.models import ExitHandover, HandoverItem
from puyang_property.core.bases.admin import ScopedModelAdmin


class HandoverItemInline(AliasInline):
    model = HandoverItem
    fields = [
        *("group", "name", "quantity", "result", "receiver_kind", "settled_on", "remark"),
        "withdrawn_at",
    ]
    readonly_fields = ["withdrawn_at"]


@admin.register(ExitHandover)
class ExitHandoverAdmin(ScopedModelAdmin):
    list_display = ["contract", "state", "receiver_kind", "company", "receiver", "announced_on"]
    list_filter = ["state", "receiver_kind"]
    list_select_related = ["contract__community", "contract__company", "company"]
    search_fields = ["contract__community__search_text", "contract__company__search_text"]
    ordering = ["-id"]
    event_names = NAMES
    inlines = [HandoverItemInline]
    export_columns = tuple(column for column in COLUMNS if column.lookup != "open_items")

    def has_add_permission(self, request):
        """A handover is announced on the page of its contract."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nothing is typed over here: a handover changes through its verbs."""
        return False
