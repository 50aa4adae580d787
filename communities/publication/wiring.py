"""What this slice tells the kernel when the portal starts."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities import hanging, offices
from communities.actions import on_merge
from communities.models import Contact, Publication, PublicNotice
from communities.publication import deadlines, demo, following
from communities.publication.access import may_open_document
from communities.publication.choices import NoticeState
from communities.publication.panels import public_side_of
from puyang_property.core import clock, files, navigation, panels
from puyang_property.core.navigation import NavItem


def connect():
    """Enter rules, clock subject, files, followers, the panel, demo and menu entries."""
    deadlines.register_rules()
    demo.register()
    clock.register_subject(
        Publication, recipients=offices.contract_recipients, shown_with=("community",)
    )
    for model in (Publication, PublicNotice):
        files.register_access(model, may_open_document)
    on_merge(following.follow_merged_community)
    connect_withdrawals()
    panels.register(
        "communities.community_detail",
        public_side_of,
        order=40,
        permission="communities.view_publication",
    )
    connect_menus()


def connect_withdrawals():
    """Keep entries in the register at which something public stands: its clocks would go on."""
    words = _("“%(name)s” has published information, notices or contacts.")
    hanging.on_withdraw("publications", Publication.objects.standing, words)
    hanging.on_withdraw(
        "notices", lambda: PublicNotice.objects.exclude(state=NoticeState.WITHDRAWN), words
    )
    hanging.on_withdraw("contacts", Contact.objects.in_force, words)


def connect_menus():
    """Enter the pages into the menus."""
    navigation.register(
        "public", NavItem(pgettext_lazy("menu", "Notices"), "communities:notices", order=40)
    )
    section = {"section": _("Public information")}
    for label, url_name, order, permission in (
        (_("Published information"), "communities:publication_board", 36, "view_publication"),
        (_("Public notices"), "communities:notice_list", 37, "view_publicnotice"),
        (_("Whom to call"), "communities:contact_list", 38, "view_contact"),
    ):
        item = NavItem(
            label, url_name, order=order, permission=f"communities.{permission}", **section
        )
        navigation.register("desk", item)
