"""What dossiers tell the kernel when the portal starts."""

from django.utils.translation import gettext_lazy as _

from communities import hanging, offices
from communities.actions import on_merge
from communities.dossiers import access, actions, counting, demo, following
from communities.dossiers.panels import dossier_of
from communities.models import DossierEntry, DossierRequest
from puyang_property.core import clock, files, panels


def connect():
    """Enter papers, requests and the panel; let the copies follow the register."""
    demo.register()
    files.register_access(DossierEntry, access.may_see_paper)
    clock.register_subject(
        DossierRequest,
        recipients=offices.issue_recipients,
        shown_with=("community", "responsible"),
    )
    on_merge(actions.follow_merge)
    words = _("“%(name)s” has papers in its dossier, or some are asked for.")
    hanging.on_withdraw("papers", DossierEntry.objects.standing, words)
    hanging.on_withdraw("requests", DossierRequest.objects.open, words)
    following.connect()
    clock.on_tick("dossiers are counted", counting.recount_differing, every="day")
    panels.register(
        "communities.community_detail", dossier_of, order=5, permission="communities.view_dossier"
    )
