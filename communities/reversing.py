"""Undo what one imported row did to the register."""

from itertools import islice

from django.utils.translation import gettext as _

from communities import actions, contracts, hanging
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
    """Yield (row, reason) of the queryset `rows`: a contract was changed, or others built on it."""
    pieces = iter(rows.order_by("number").iterator(1000))
    while chunk := list(islice(pieces, 1000)):
        yield from _changed_contracts(chunk)
        yield from _built_on(chunk, rows)


def _changed_contracts(chunk):
    ids = {row.before["contract"]: row for row in chunk if "contract" in (row.before or {})}
    events = history.lengths(ServiceContract, list(ids))
    for contract, row in ids.items():
        if events.get(contract, 0) > 1:
            words = _("The contract of “%(name)s” was changed after the import.")
            yield row, words % {"name": row.label}


def _built_on(chunk, rows):
    """Yield the rows whose compound would be taken back though something hangs on it."""
    made = {row.subject_id: row for row in chunk if row.outcome == Outcome.CREATED}
    own = rows.order_by().filter(subject_id__in=made, before__has_key="contract")
    own = list(own.values_list("before__contract", flat=True))
    for community, words in hanging.on(list(made), apart_from=own).items():
        yield made[community], words


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
