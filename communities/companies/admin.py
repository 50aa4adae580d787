"""Property companies in the admin: written by the same verbs as at the desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.by_verb_admin import AliasInline, ByVerbAdmin
from communities.companies import actions
from communities.companies.forms import CompanyForm
from communities.companies.views import COLUMNS
from communities.models import CompanyAlias, PropertyCompany


class CompanyAliasInline(AliasInline):
    model = CompanyAlias
    fields = ["name", "kind", "dropped_at"]
    readonly_fields = ["dropped_at"]


class BranchInline(AliasInline):
    model = PropertyCompany
    fk_name = "parent"
    verbose_name = pgettext_lazy("company", "branch")
    verbose_name_plural = pgettext_lazy("company", "branches")
    fields = ["name", "credit_code", "phone"]


@admin.register(PropertyCompany)
class PropertyCompanyAdmin(ByVerbAdmin):
    form = CompanyForm
    list_display = ["name", "credit_code", "parent", "phone", "area"]
    list_filter = [
        ("credit_code", admin.EmptyFieldListFilter),
        ("parent", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["area", "parent"]
    search_fields = ["search_text"]
    search_help_text = _("Name, short or former name, pinyin, initials or credit code")
    ordering = ["pinyin", "id"]
    guarded = ("area", "merged_into", "withdrawn_at", "created_at", "changed_at")
    inlines = [CompanyAliasInline, BranchInline]
    export_columns = tuple(column for column in COLUMNS if column.lookup != "running")

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
        return actions.create_company(by=request.user, area=post.area, **form.cleaned_data)

    def update(self, request, obj, form):
        return actions.update_company(obj, by=request.user, **form.cleaned_data)
