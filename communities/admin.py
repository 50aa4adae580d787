"""The register in the admin: scoped, guarded, with the same verbs as everywhere."""

from dataclasses import dataclass

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from communities import actions
from communities.by_verb_admin import AliasInline, ByVerbAdmin
from communities.companies import admin as companies
from communities.contracts import admin as contracts
from communities.desk_views import COLUMNS
from communities.dossiers import admin as dossiers
from communities.forms import CommunityForm
from communities.handovers import admin as handovers
from communities.models import Community, CommunityAlias, KindPeriod
from communities.premises import admin as premises
from communities.publication import admin as publication
from communities.transfers import admin as transfers
from puyang_property.core.bases.admin import verb_action

__all__ = [
    "companies",
    "contracts",
    "dossiers",
    "handovers",
    "premises",
    "publication",
    "transfers",
]


@dataclass(frozen=True)
class Verb:
    """An action on selected rows that moves no state."""

    slug: str
    label: str
    permission: str


PUBLISH = Verb("publish", _("Show in the public register"), "communities.publish_community")
HIDE = Verb("hide", _("Take out of the public register"), "communities.publish_community")


class CommunityAliasInline(AliasInline):
    model = CommunityAlias
    fields = ["name", "kind", "dropped_at"]
    readonly_fields = ["dropped_at"]


class KindPeriodInline(AliasInline):
    model = KindPeriod
    fields = ["kind", "starts_on", "ends_on", "reason", "document"]


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
