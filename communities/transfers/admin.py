"""Utility transfers in the admin: to read, filter and export; the desk carries them on."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from communities.models import LegacyIssue, TransferCost, TransferFunding, UtilityTransfer
from communities.transfers.choices import Enterprise, Item, Receiver, State
from communities.transfers.wording import NAMES
from puyang_property.core.bases.admin import ScopedModelAdmin
from puyang_property.core.exports import Column, label


class PartInline(admin.TabularInline):
    """Rows of a transfer to read; the verbs write them."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("communities.view_utilitytransfer", obj)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class CostInline(PartInline):
    model = TransferCost
    fields = ["purpose", "borne_by", "amount", "incurred_on", "withdrawn_at"]
    readonly_fields = ["withdrawn_at"]


class FundingInline(PartInline):
    model = TransferFunding
    fields = ["source", "amount"]


class IssueInline(PartInline):
    model = LegacyIssue
    fields = ["kind", "text", "responsible", "due_on", "resolved_at", "withdrawn_at"]
    readonly_fields = ["resolved_at", "withdrawn_at"]


@admin.register(UtilityTransfer)
class UtilityTransferAdmin(ScopedModelAdmin):
    list_display = ["community", "item", "state", "mode", "enterprise", "receiver"]
    list_filter = ["state", "item", "mode", "enterprise_kind"]
    list_select_related = ["community"]
    search_fields = ["community__search_text", "enterprise", "receiver"]
    ordering = ["-id"]
    exclude = ["resume_state"]
    event_names = NAMES
    inlines = [CostInline, FundingInline, IssueInline]
    export_columns = (
        Column("community__name", _("compound")),
        Column("item", _("item"), label(Item)),
        Column("state", _("state"), label(State)),
        Column("enterprise", _("transferring enterprise")),
        Column("enterprise_kind", _("kind of enterprise"), label(Enterprise)),
        Column("receiver_kind", _("kind of receiver"), label(Receiver)),
        Column("receiver", _("receiver")),
        Column("agreed_total", _("agreed total (yuan)")),
        Column("function_transferred_on", _("function transferred on")),
        Column("settled_on", _("settled on")),
    )

    def has_add_permission(self, request):
        """A transfer is opened on the page of its compound."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nothing is typed over here: a transfer changes through its verbs."""
        return False
