"""What is public, in the admin: to read, filter and export; the desk writes it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from communities.models import Contact, Publication, PublicNotice
from communities.publication.choices import ContactKind, Group, NoticeKind, NoticeState
from communities.publication.wording import NAMES
from puyang_property.core.bases.admin import ScopedModelAdmin
from puyang_property.core.exports import Column, label


class ReadOnlyAdmin(ScopedModelAdmin):
    """Rows to read: they change through their verbs at the desk."""

    event_names = NAMES

    def has_add_permission(self, request):
        """Nothing is entered here."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nothing is typed over here."""
        return False


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["community", "group", "published_on", "valid_until", "withdrawn_at"]
    list_filter = ["group", "published_on", "valid_until"]
    list_select_related = ["community"]
    search_fields = ["community__search_text"]
    date_hierarchy = "published_on"
    ordering = ["-id"]
    export_columns = (
        Column("community__name", _("compound")),
        Column("group", _("group of information"), label(Group)),
        Column("published_on", _("published on")),
        Column("valid_until", _("counts as current until")),
        Column("site", _("place in the compound")),
    )


@admin.register(PublicNotice)
class PublicNoticeAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "state", "community", "area", "from_on", "to_on"]
    list_filter = ["state", "kind"]
    list_select_related = ["community", "area"]
    search_fields = ["title"]
    date_hierarchy = "from_on"
    ordering = ["-from_on", "-id"]
    export_columns = (
        Column("title", _("title")),
        Column("kind", _("kind"), label(NoticeKind)),
        Column("state", _("state"), label(NoticeState)),
        Column("from_on", _("on display from")),
        Column("to_on", _("on display to")),
    )


@admin.register(Contact)
class ContactAdmin(ReadOnlyAdmin):
    list_display = ["kind", "name", "phone", "community", "area", "is_public", "to_on"]
    list_filter = ["kind", "is_public"]
    list_select_related = ["community", "area"]
    search_fields = ["name", "community__search_text"]
    ordering = ["-id"]
    export_columns = (
        Column("kind", _("post"), label(ContactKind)),
        Column("name", _("office or role")),
        Column("phone", _("telephone")),
        Column("is_public", _("shown to the public")),
    )
