"""The register in the admin: scoped, guarded, with the same verbs as everywhere."""

from dataclasses import dataclass

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from communities import actions, contracts
from communities.desk_views import COLUMNS
from communities.forms import CommunityForm, CompanyForm, ContractForm
from communities.models import (
    Community,
    CommunityAlias,
    CompanyAlias,
    KindPeriod,
    PropertyCompany,
    ServiceContract,
)
from communities.publication import admin as publication
from communities.transfers import admin as transfers
from puyang_property.core.bases.admin import ScopedModelAdmin, verb_action

__all__ = ["publication", "transfers"]


@dataclass(frozen=True)
class Verb:
    """An action on selected rows that moves no state."""

    slug: str
    label: str
    permission: str


PUBLISH = Verb("publish", _("Show in the public register"), "communities.publish_community")
HIDE = Verb("hide", _("Take out of the public register"), "communities.publish_community")


class AliasInline(admin.TabularInline):
    """Further names, changed on the form above."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(f"communities.view_{self.opts.model_name}")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class CommunityAliasInline(AliasInline):
    model = CommunityAlias
    fields = ["name", "kind", "dropped_at"]
    readonly_fields = ["dropped_at"]


class KindPeriodInline(AliasInline):
    model = KindPeriod
    fields = ["kind", "starts_on", "ends_on", "reason", "document"]


class CompanyAliasInline(AliasInline):
    model = CompanyAlias
    fields = ["name"]


class ByVerbAdmin(ScopedModelAdmin):
    """Rows are written by the verbs `create` and `update`, never by a plain save."""

    def save_form(self, request, form, change):
        """Leave the writing to save_model."""
        return form.instance

    def save_model(self, request, obj, form, change):
        """Write through the verb; a row outside the writer's areas is refused there."""
        if change:
            self.update(request, type(obj)._base_manager.get(pk=obj.pk), form)
            return
        made = self.create(request, form)
        obj.pk, obj._state.adding = made.pk, False
        obj.__dict__.update({k: v for k, v in made.__dict__.items() if k != "_state"})

    def construct_change_message(self, request, form, formsets, add=False):
        """Leave the account of what changed to history."""
        return []

    def save_related(self, request, form, formsets, change):
        """Leave the further names to the verb."""

    def get_fieldsets(self, request, obj=None):
        """Show the further names once, in the list below, to whoever only reads."""
        shown = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return shown
        return [
            (title, {**options, "fields": [n for n in options["fields"] if n != "aliases"]})
            for title, options in shown
        ]


@admin.register(Community)
class CommunityAdmin(ByVerbAdmin):
    form = CommunityForm
    list_display = [
        *("name", "area", "kind", "management_mode", "address", "is_published", "merged_into"),
    ]
    list_filter = ["kind", "management_mode", "is_published"]
    list_select_related = ["area", "merged_into"]
    search_fields = ["search_text"]
    search_help_text = _("Name, further name, pinyin, initials, address or public code")
    ordering = ["pinyin", "id"]
    guarded = (
        *("kind", "area", "is_published", "merged_into", "withdrawn_at"),
        *("source", "source_ref"),
        *("public_code", "created_at", "changed_at"),
    )
    inlines = [CommunityAliasInline, KindPeriodInline]
    export_columns = COLUMNS
    verbs = (verb_action(PUBLISH, actions.publish), verb_action(HIDE, actions.hide))

    def get_fields(self, request, obj=None):
        facts = ["name", "aliases", *CommunityForm.Meta.fields[2:]]
        kept = [name for name in facts if name not in self.guarded]
        return [*kept, *self.guarded] if obj else ["area", *facts]

    def get_readonly_fields(self, request, obj=None):
        return super().get_readonly_fields(request, obj) if obj else []

    def get_search_results(self, request, queryset, search_term):
        return (queryset.search(search_term) if search_term.strip() else queryset), False

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "area":
            areas = db_field.remote_field.model.objects
            kwargs["queryset"] = areas.visible_to(request.user, "communities.add_community")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def create(self, request, form):
        return actions.create(by=request.user, **form.cleaned_data)

    def update(self, request, obj, form):
        return actions.update(obj, by=request.user, **form.cleaned_data)


@admin.register(PropertyCompany)
class PropertyCompanyAdmin(ByVerbAdmin):
    form = CompanyForm
    list_display = ["name", "credit_code", "phone", "area"]
    list_select_related = ["area"]
    search_fields = ["search_text"]
    ordering = ["pinyin", "id"]
    guarded = ("area", "withdrawn_at", "created_at", "changed_at")
    inlines = [CompanyAliasInline]

    def has_view_permission(self, request, obj=None):
        """Every office reads every company."""
        return request.user.has_perm("communities.view_propertycompany")

    def get_fields(self, request, obj=None):
        facts = list(CompanyForm.Meta.fields)
        return [*facts, *self.guarded] if obj else facts

    def get_search_results(self, request, queryset, search_term):
        return (queryset.search(search_term) if search_term.strip() else queryset), False

    def create(self, request, form):
        post = request.user.post_for("communities.add_propertycompany")
        return contracts.create_company(by=request.user, area=post.area, **form.cleaned_data)

    def update(self, request, obj, form):
        return contracts.update_company(obj, by=request.user, **form.cleaned_data)


@admin.register(ServiceContract)
class ServiceContractAdmin(ByVerbAdmin):
    form = ContractForm
    list_display = ["community", "company", "kind", "starts_on", "ends_on", "filed_on"]
    list_filter = ["kind"]
    list_select_related = ["community", "company"]
    search_fields = ["community__search_text", "company__search_text"]
    date_hierarchy = "ends_on"
    ordering = ["-id"]
    guarded = ("community", "company", "withdrawn_at", "created_at", "changed_at")

    def has_add_permission(self, request):
        """Contracts are entered on the page of their compound."""
        return False

    def get_fields(self, request, obj=None):
        return [*self.guarded[:2], *ContractForm.Meta.fields, *self.guarded[2:]]

    def update(self, request, obj, form):
        return contracts.change_contract(obj, by=request.user, **form.cleaned_data)
