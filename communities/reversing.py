"""Undo what one imported row did to the register."""

from itertools import islice

from django.utils.translation import gettext as _

from communities import actions, contracts
from communities.models import Community, PropertyCompany, ServiceContract
from puyang_property.core import history
from puyang_property.core.models.imports import Outcome
from puyang_property.core.refusals import Refused


def plain(before):
    """Return `before` as JSON holds it."""
    facts = {field: history.plain(value) for field, value in before.get("facts", {}).items()}
    return {**before, "facts": facts}


def undo(row, job, *, by):
    """Withdraw the compound that `row` made, or give back what it filled; its contract as well."""
    before = row.before or {}
    community = Community.objects.get(pk=row.subject_id)
    _undo_contract(before, by)
    if row.outcome == Outcome.CREATED:
        actions.withdraw(community, by=by)
    else:
        facts = dict(before.get("facts", {}))
        if "mode" in before:
            facts.setdefault("management_mode", before["mode"])
        actions.update(community, by=by, aliases=before.get("aliases"), **facts)
    if "company" in before:
        company = PropertyCompany.objects.get(pk=before["company"])
        if not company.contracts.standing().exists():
            contracts.withdraw_company(company, by=by)


def obstacles(rows):
    """Yield those of the queryset `rows` whose contract was changed after the import."""
    pieces = iter(rows.filter(before__has_key="contract").iterator(1000))
    while chunk := list(islice(pieces, 1000)):
        ids = [row.before["contract"] for row in chunk]
        events = history.lengths(ServiceContract, ids)
        yield from (row for row in chunk if events.get(row.before["contract"], 0) > 1)


def _undo_contract(before, by):
    if "contract" not in before:
        return
    contract = ServiceContract.objects.get(pk=before["contract"])
    if history.of(contract).count() > 1:
        raise Refused(
            _("The contract of “%(name)s” was changed after the import.")
            % {"name": contract.community}
        )
    contracts.withdraw_contract(contract, by=by)
