"""What handovers show on the pages of a contract, a compound and a company."""

from django.db.models import Q

from communities.handovers.workflow import CARRY
from communities.models import ExitHandover

TEMPLATE = "communities/panels/handovers.html"
VIEW = "communities.view_exithandover"
SHOWN = 50


def of_contract(request, contract):
    """Return the handover of a contract that ends, or the way to announce one."""
    rows = _seen(request, Q(contract=contract))
    standing = any(row.state != "cancelled" for row in rows)
    may = contract.last_day is not None and contract.withdrawn_at is None and not standing
    may = may and request.user.has_perm(CARRY, contract)
    if not rows and not may:
        return None
    return TEMPLATE, {"handovers": rows, "contract": contract, "may_announce": may}


def of_community(request, community):
    """Return the handovers of a compound, nothing where there is none."""
    return _shown(_seen(request, Q(contract__community=community)))


def of_company(request, company):
    """Return what a company hands over or takes over in the reader's areas."""
    if not request.user.has_perm(VIEW):
        return None
    own = Q(contract__company=company) | Q(contract__company__parent=company) | Q(company=company)
    return _shown(_seen(request, own))


def _seen(request, condition):
    rows = ExitHandover.objects.visible_to(request.user).filter(condition)
    related = ("contract__community", "contract__company", "company")
    return list(rows.select_related(*related).order_by("-announced_on", "-id")[:SHOWN])


def _shown(rows):
    return (TEMPLATE, {"handovers": rows}) if rows else None
