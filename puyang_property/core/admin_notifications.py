"""What is told and how it travels; a person decides about messages whose fate is uncertain."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from puyang_property.core import notifications
from puyang_property.core.bases.admin import ScopedModelAdmin
from puyang_property.core.models.notifications import Delivery, Notification
from puyang_property.core.notifications import occasions
from puyang_property.core.refusals import Forbidden


class WaitingFilter(admin.SimpleListFilter):
    title = _("delivery")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [
            ("vacant", _("waits: nobody holds the post")),
            ("waiting", _("not delivered yet")),
            ("delivered", _("delivered")),
        ]

    def queryset(self, request, queryset):
        if self.value() == "vacant":
            return queryset.without_holder(timezone.localdate())
        if self.value() == "waiting":
            return queryset.waiting()
        return queryset.exclude(delivered_at=None) if self.value() == "delivered" else queryset


class OccasionFilter(admin.SimpleListFilter):
    title = _("occasion")
    parameter_name = "occasion"

    def lookups(self, request, model_admin):
        return occasions.names()

    def queryset(self, request, queryset):
        return queryset.filter(occasion=self.value()) if self.value() else queryset


class ReadOnlyAdmin(ScopedModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "told_of", "post", "is_urgent", "not_before", "delivered_at"]
    list_filter = [WaitingFilter, "is_urgent", OccasionFilter]
    list_select_related = ["post__area"]
    fields = ["told_of", "about", "post", "told", *("is_urgent", "context", "key")]
    fields += ["created_at", "not_before", "delivered_at"]
    readonly_fields = ["told_of", "about", "told"]
    search_fields = ["key"]
    ordering = ["-id"]

    @admin.display(description=_("occasion"), ordering="occasion")
    def told_of(self, notification):
        return occasions.name(notification.occasion)

    @admin.display(description=_("record"))
    def about(self, notification):
        return notification.subject or "—"

    @admin.display(description=_("contact"))
    def told(self, notification):
        return notification.contact or "—"


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ["message_id", "channel", "user", "state", "attempts", "sent_at", "error"]
    list_filter = ["state", "channel"]
    list_select_related = ["user"]
    search_fields = ["message_id"]
    ordering = ["-id"]
    exclude = ["address_digest"]
    actions = ["send_again"]

    def has_resend_permission(self, request):
        return request.user.has_perm("core.resend_delivery")

    @admin.action(description=_("Send again"), permissions=["resend"])
    def send_again(self, request, queryset):
        done = 0
        for delivery in queryset.select_related("notification"):
            try:
                notifications.send_again(delivery, by=request.user)
                done += 1
            except ValidationError as error:
                messages.warning(request, f"{delivery}: {' '.join(error.messages)}")
            except Forbidden as error:
                messages.warning(request, f"{delivery}: {error}")
        if done:
            text = ngettext("%d message is sent again.", "%d messages are sent again.", done)
            messages.success(request, text % done)
