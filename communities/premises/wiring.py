"""What premises tell the kernel when the portal starts."""

from django.utils.translation import gettext_lazy as _

from communities import hanging, offices
from communities.actions import on_merge
from communities.models import Building, CommonFacility, Owner, Unit
from communities.premises import deadlines, demo, following, imports, retention
from communities.premises.access import may_see_photo
from communities.premises.panels import premises_of
from puyang_property.core import clock, files, importer, navigation, panels, rulebook
from puyang_property.core.navigation import NavItem


def connect():
    """Enter rules, clock subject, retention, photos, the import, the panel and the menu entry."""
    rulebook.register(*deadlines.RULES)
    clock.register_subject(
        CommonFacility,
        recipients=offices.contract_recipients,
        shown_with=("community", "building", "entrance"),
    )
    retention.register()
    files.register_access(CommonFacility, may_see_photo)
    on_merge(following.follow_merged_community)
    connect_withdrawals()
    importer.register(imports.UNITS)
    demo.register()
    panels.register(
        "communities.community_detail", premises_of, order=5, permission="communities.view_building"
    )
    navigation.register(
        "desk",
        NavItem(
            _("Common facilities"),
            "communities:facility_list",
            order=34,
            permission="communities.view_commonfacility",
            section=_("Registers"),
        ),
    )


def connect_withdrawals():
    """Keep entries in the register in which something stands, or whose owners are known."""
    words = _("“%(name)s” has buildings or common facilities.")
    hanging.on_withdraw("buildings", Building.objects.standing, words)
    hanging.on_withdraw("facilities", CommonFacility.objects.standing, words)
    words = _("“%(name)s” has units or owners.")
    hanging.on_withdraw("units", Unit.objects.standing, words)
    hanging.on_withdraw("owners", Owner.objects.named, words)
