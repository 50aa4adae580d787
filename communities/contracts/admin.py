"""Service contracts and notices in the admin: written by the same verbs as at the desk."""

from django.contrib import admin

from communities.by_verb_admin import AliasInline, ByVerbAdmin
from communities.contracts import actions
from communities.contracts.forms import ContractForm
from communities.contracts.views import COLUMNS
from communities.models import EndNotice, ServiceContract


class EndNoticeInline(AliasInline):
    model = EndNotice
    fields = [
        *("kind", "given_by", "given_on", "ends_on", "latest_on", "latest_henan_on"),
        *("street_told_on", "withdrawn_at"),
    ]
    readonly_fields = ["withdrawn_at"]


@admin.register(ServiceContract)
class ServiceContractAdmin(ByVerbAdmin):
    form = ContractForm
    list_display = ["community", "company", "kind", "starts_on", "ends_on", "filed_on"]
    list_filter = ["kind", "selection", "charging", "end_cause"]
    list_select_related = ["community", "company"]
    search_fields = ["number", "community__search_text", "company__search_text"]
    date_hierarchy = "ends_on"
    ordering = ["-id"]
    guarded = (
        *("community", "company", "end_cause", "continued_on", "withdrawn_at"),
        *("created_at", "changed_at"),
    )
    inlines = [EndNoticeInline]
    export_columns = COLUMNS

    def has_add_permission(self, request):
        """Contracts are entered on the page of their compound."""
        return False

    def get_fields(self, request, obj=None):
        return [*self.guarded[:2], *ContractForm.Meta.fields, *self.guarded[2:]]

    def update(self, request, obj, form):
        return actions.change_contract(obj, by=request.user, **form.cleaned_data)
