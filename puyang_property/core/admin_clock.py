"""The deadlines of all rooms in the admin: read-only, with what happened to them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from puyang_property.core import rulebook
from puyang_property.core.bases.admin import ScopedModelAdmin
from puyang_property.core.models.clock import Deadline
from puyang_property.core.models.clock_changes import (
    DeadlineExtension,
    DeadlineReminder,
    DeadlineSuspension,
)


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class ExtensionInline(ReadOnlyInline):
    model = DeadlineExtension


class SuspensionInline(ReadOnlyInline):
    model = DeadlineSuspension


class ReminderInline(ReadOnlyInline):
    model = DeadlineReminder


class DeadlineStateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("running", gettext_lazy("running")),
            ("overdue", gettext_lazy("overdue")),
            ("late", gettext_lazy("met too late")),
        ]

    def queryset(self, request, queryset):
        choose = {
            "running": queryset.running,
            "overdue": queryset.overdue,
            "late": queryset.met_late,
        }
        return choose.get(self.value(), lambda: queryset)()


class DeadlineKindFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        names = {}
        for spec in rulebook.specs():
            names.setdefault(spec.kind, spec.name)
        return sorted(names.items(), key=lambda pair: pair[1])

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Deadline)
class DeadlineAdmin(ScopedModelAdmin):
    list_display = ["record", "what", "post", "started_on", "due_on", "met_on", "provisional"]
    list_filter = [DeadlineStateFilter, DeadlineKindFilter, "provisional"]
    list_select_related = ["post__area"]
    search_fields = ["rule_code"]
    ordering = ["-due_on", "-id"]
    inlines = [ExtensionInline, SuspensionInline, ReminderInline]
    fields = ["record", "what", "round", "post", "area_path", "law", "started_at", "due_on"]
    fields += ["due_at", "provisional", "arithmetic", "met_at", "cancelled_at", "suspended_at"]
    fields += ["next_rung_on"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("subject")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("record"))
    def record(self, obj):
        return f"{obj.subject_type.name} {obj.subject}"

    @admin.display(description=gettext_lazy("deadline"))
    def what(self, obj):
        return obj.label

    @admin.display(description=gettext_lazy("legal basis"))
    def law(self, obj):
        return obj.basis

    @admin.display(description=gettext_lazy("arithmetic"))
    def arithmetic(self, obj):
        return obj.counted_text
