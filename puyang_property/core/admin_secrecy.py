"""For auditors: who saw what. Nothing here can be changed."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from puyang_property.core.bases.admin import ScopedModelAdmin
from puyang_property.core.models.secrecy import ReadLog


@admin.register(ReadLog)
class ReadLogAdmin(ScopedModelAdmin):
    list_display = ["at", "kind", "user", "post", "what_was_seen", "subject", "rows", "reason"]
    list_filter = ["kind", ("at", admin.DateFieldListFilter)]
    list_select_related = ["user", "post__area", "subject_type"]
    search_fields = ["user__username", "user__display_name", "reason"]
    ordering = ["-at", "-id"]
    date_hierarchy = "at"
    exclude = ["subject_type", "subject_id", "what"]
    readonly_fields = ["what_was_seen", "subject"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("subject")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("what"))
    def what_was_seen(self, entry):
        return ", ".join(map(str, entry.what))

    @admin.display(description=_("record"))
    def subject(self, entry):
        return entry.subject or "—"
