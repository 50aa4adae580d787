"""What this room puts on the desk: menu entries, and what is due on the front page."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disputes import figures, queues, rows
from disputes.choices import OPEN_STATES
from disputes.models import Dispute
from puyang_property.core import navigation, panels
from puyang_property.core.navigation import NavItem

VIEW, FILE = "disputes.view_dispute", "disputes.file_dispute"
SHOWN = frozenset(
    {
        *("mine", "today", "overdue", "deciding", "mediation"),
        *("visit", "dissatisfied", "requests", "vacant"),
    }
)
NEXT = 10


def register():
    """Enter the menu of the desk and the panel of its front page."""
    section = _("Handling")
    navigation.register(
        "desk", NavItem(_("Enter a complaint"), "disputes:counter", 10, section, FILE)
    )
    navigation.register("desk", NavItem(_("Cases"), "disputes:queue", 20, section, VIEW))
    navigation.register(
        "desk",
        NavItem(_("Figures"), "disputes:figures", 60, _("Supervision"), figures.PERMISSION),
    )
    panels.register("desk.home", due_cases, order=10)


def due_cases(request, obj=None):
    """Return what is due to the reader: counts that lead to their lists, the next ten cases."""
    user = request.user
    if not user.has_perm(VIEW):
        return None
    cases = Dispute.objects.visible_to(user).filter(state__in=OPEN_STATES)
    offered = [queue for queue in queues.offered_to(user) if queue.slug in SHOWN]
    mine = queues.BY_SLUG["mine"].of(cases, user).order_by("next_due_on", "id")
    keys = mine.values_list("pk", flat=True)[:NEXT]
    context = {
        # each by its own index: one pass over all open cases asks every question of every case
        "figures": [(queue, queue.of(cases, user).count()) for queue in offered],
        "next_cases": rows.drawn(rows.of(keys)),
        "today": timezone.localdate(),
        "may_file": user.has_perm(FILE),
    }
    return "disputes/desk/_home.html", context
