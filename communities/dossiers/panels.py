"""What dossiers show on the page of their compound."""

from communities.choices import Kind
from communities.dossiers import actions, items, page, progress


def dossier_of(request, community):
    """Return percent, what is missing and the measures; nothing without a kind."""
    if community.kind == Kind.UNKNOWN or not community.is_current:
        return None
    assessment = page.assessment_of(community)
    return "communities/panels/dossier.html", {
        "community": community,
        "assessment": assessment,
        "present": len(assessment.present),
        "missing": [items.BY_KEY[key] for key in assessment.missing],
        "measures": progress.of(community, assessment),
        "may_keep": request.user.has_perm(actions.KEEP, community),
        "may_change": request.user.has_perm("communities.change_community", community),
    }
