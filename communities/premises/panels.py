"""What premises show on the page of their compound."""

from communities.premises import actions, totals
from communities.premises.choices import Condition


def premises_of(request, community):
    """Return the figures that a compound's page shows, and the way to the rest."""
    shown = [total for total in totals.totals(community) if total.value]
    standing = community.facilities.standing()
    return "communities/panels/premises.html", {
        "community": community,
        "totals": shown,
        "facilities": standing.count(),
        "faulty": standing.filter(condition__in=[Condition.FAULTY, Condition.CLOSED]).count(),
        "may_keep": request.user.has_perm(actions.KEEP, community) and community.is_current,
    }
