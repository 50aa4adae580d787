"""What this room tells the kernel once, when the portal starts."""

from django.utils.translation import gettext_lazy as _

from accounts.boundaries import on_move
from communities.actions import on_merge
from communities.hanging import on_withdraw
from communities.transfers import legacy
from disputes import deadlines, demo, desk_panels, imports, notifications, panels, retention
from disputes.access import may_see_photo
from disputes.following import (
    follow_merged_community,
    follow_moved_area,
    follow_withdrawn_issue,
)
from disputes.lapsing import lapse_confirmation_windows
from disputes.models import Clause, Complaint, Dispute
from puyang_property.core import clock, files, importer, navigation, rulebook
from puyang_property.core.navigation import NavItem


def connect():
    """Register clocks, occasions, files, retention, panels and menu entries."""
    for spec in deadlines.SPECS:
        rulebook.register(spec)
    clock.register_subject(
        Dispute, recipients=notifications.recipients, reminded_with=notifications.REMINDED_WITH
    )
    case = "agreement__mediation__dispute"
    clock.register_subject(
        Clause,
        recipients=notifications.recipients,
        shown_with=(case,),
        reminded_with=tuple(f"{case}__{name}" for name in notifications.REMINDED_WITH),
    )
    clock.on_tick("lapse confirmation windows", lapse_confirmation_windows)
    notifications.register_occasions()
    files.register_access(Complaint, may_see_photo)
    retention.register()
    on_merge(follow_merged_community)
    on_withdraw("disputes", Dispute.objects.all, _("“%(name)s” has cases."))
    legacy.on_withdraw(follow_withdrawn_issue)
    on_move(follow_moved_area)
    importer.register(imports.WORK_ORDERS)
    panels.register()
    demo.register()
    navigation.register("public", NavItem(_("File a complaint"), "disputes:file", order=10))
    navigation.register("public", NavItem(_("Track"), "disputes:track", order=20))
    desk_panels.register()
