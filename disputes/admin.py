"""Cases in the admin: everything of the district, nothing of another; verbs, never plain edits."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes import actions, timeline, workflow
from disputes.choices import Channel, Decision, Satisfied, Solved, State
from disputes.models import Category, ClockRequest, Complaint, Dispute, Referral, VisitAttempt
from puyang_property.core import exports
from puyang_property.core.admin_calendar import CitywideAdmin
from puyang_property.core.bases.admin import ScopedModelAdmin, verb_action
from puyang_property.core.templatetags.portal import day, due_badge, state_badge

PLAIN_VERBS = (
    (workflow.ACCEPT, actions.accept),
    (workflow.CLOSE, actions.close),
    (workflow.RESUME, actions.resume),
)


def desk_verb(transition):
    """Return an admin action that opens the desk's form of `transition` for the one chosen case."""

    def run(modeladmin, request, queryset):
        chosen = list(queryset[:2])
        if len(chosen) != 1:
            messages.warning(request, _("Choose one case: this step asks for particulars."))
            return None
        return redirect(f"disputes:{transition.slug}", chosen[0].number)

    run.__name__ = transition.slug
    run.short_description = transition.label
    run.permission = transition.permission
    return run


class OverdueFilter(admin.SimpleListFilter):
    """Cases whose next date has passed."""

    title = gettext_lazy("date")
    parameter_name = "late"

    def lookups(self, request, model_admin):
        return [("yes", _("overdue"))]

    def queryset(self, request, queryset):
        return queryset.overdue() if self.value() == "yes" else queryset


class ReadInline(admin.TabularInline):
    """Rows of a case to read; the verbs write them."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("disputes.view_dispute", obj)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class ComplaintInline(ReadInline):
    model = Complaint
    fields = ["number", "channel", "received_on", "reply_result", "solved", "satisfied"]


class ReferralInline(ReadInline):
    model = Referral
    fields = ["referred_at", "from_post", "to_post", "taken_over_at", "sent_back_at"]


class RequestInline(ReadInline):
    model = ClockRequest
    fields = ["asked_at", "kind", "length", "asked_by", "decision", "decided_by"]


class VisitInline(ReadInline):
    model = VisitAttempt
    fields = ["visited_at", "visited_by", "result", "solved", "satisfied"]


class ReadOnlyAdmin(ScopedModelAdmin):
    """Nothing is typed over here: a case changes through its verbs."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Dispute)
class DisputeAdmin(ReadOnlyAdmin):
    """The official's view of all cases."""

    list_display = [
        "number",
        "title",
        "stands",
        "due",
        "responsible_post",
        "on_desk",
    ]
    list_filter = [OverdueFilter, "state", "channel", "category"]
    list_select_related = ["responsible_post__area"]
    search_fields = ["number"]
    search_help_text = gettext_lazy("Number or words; two characters are enough.")
    date_hierarchy = None
    ordering = ["-registered_at", "-id"]  # an index has it; what is due first stands at the desk
    exclude = ["search_text", "search_grams", "area_path", "referred_path", "resume_state"]
    event_names = timeline.NAMES
    inlines = [ComplaintInline, ReferralInline, RequestInline, VisitInline]
    verbs = [
        *(verb_action(transition, action) for transition, action in PLAIN_VERBS),
        *(
            desk_verb(transition)
            for transition in workflow.WORKFLOW.transitions
            if transition not in dict(PLAIN_VERBS)
        ),
    ]
    export_columns = (
        exports.Column("number", gettext_lazy("number")),
        exports.Column("state", gettext_lazy("state"), exports.label(State)),
        exports.Column("channel", gettext_lazy("channel"), exports.label(Channel)),
        exports.Column("category__name_zh", gettext_lazy("category")),
        exports.Column("community__name", gettext_lazy("compound")),
        exports.Column("area__name", gettext_lazy("area")),
        exports.Column("received_on", gettext_lazy("received on")),
        exports.Column("next_due_on", gettext_lazy("next date")),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).defer("search_text", "search_grams")

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def stands(self, dispute):
        return state_badge(dispute)

    @admin.display(description=gettext_lazy("next date"), ordering="next_due_on")
    def due(self, dispute):
        if not dispute.has_due_date:
            return "—"
        return format_html("{} {}", day(dispute.next_due_on), due_badge(dispute.next_due_on))

    @admin.display(description=gettext_lazy("desk"))
    def on_desk(self, dispute):
        return format_html('<a href="{}">{}</a>', dispute.get_absolute_url(), _("open"))


@admin.register(ClockRequest)
class ClockRequestAdmin(ReadOnlyAdmin):
    """Suspensions and extensions that wait for the district."""

    list_display = ["case", "kind", "length", "reason", "asked_by", "asked_at", "decision"]
    list_filter = ["decision", "kind"]
    list_select_related = ["dispute", "asked_by"]
    ordering = ["decision", "-asked_at", "-id"]
    actions = ["grant"]

    @admin.display(description=gettext_lazy("Case"), ordering="dispute")
    def case(self, request):
        """Return the case that the request is about."""
        return request.dispute

    @admin.action(description=gettext_lazy("Grant"))
    def grant(self, request, queryset):
        """Grant each; who may and what is still open is asked in the verb."""
        decide = verb_action(
            workflow.SUSPEND, lambda row, by: actions.decide_request(row, by=by, granted=True)
        )
        decide(self, request, queryset.filter(decision=Decision.PENDING))

    def get_actions(self, request):
        held = request.user.has_perm("disputes.approve_suspension_dispute")
        return super().get_actions(request) if held else {}


@admin.register(Complaint)
class ComplaintAdmin(ReadOnlyAdmin):
    """What residents said and answered; names and telephones stay masked."""

    list_display = ["number", "channel", "received_on", "reply_result", "solved", "satisfied"]
    list_filter = ["channel", "reply_result", "solved", "satisfied"]
    search_fields = ["number", "external_number"]
    ordering = ["-filed_at", "-id"]
    exclude = ["query_code_digest", "contact_phone_digest"]
    export_columns = (
        exports.Column("number", gettext_lazy("number")),
        exports.Column("channel", gettext_lazy("channel"), exports.label(Channel)),
        exports.Column("received_on", gettext_lazy("received on")),
        exports.Column("solved", gettext_lazy("solved?"), exports.label(Solved)),
        exports.Column("satisfied", gettext_lazy("satisfied?"), exports.label(Satisfied)),
    )


@admin.register(Category)
class CategoryAdmin(CitywideAdmin):
    """The categories that forms offer; they are switched off, not deleted."""

    list_display = ["slug", "name_zh", "name_en", "position", "is_emergency", "is_active"]
    search_fields = ["slug", "name_zh", "name_en"]
    ordering = ["position", "slug"]

    def get_readonly_fields(self, request, obj=None):
        fixed = ["slug"] if obj else []
        return [*super().get_readonly_fields(request, obj), *fixed]
