"""The verbs on service contracts: conclude, change, end, take back."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities import deadlines
from communities.actions import require
from communities.choices import ContractKind, EndCause, NoticeKind
from communities.contracts import succession
from communities.contracts.clocks import set_clocks
from communities.handovers.choices import State
from communities.locking import lock_under
from communities.models import ServiceContract
from puyang_property.core import clock, files, history
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

CHANGE = "communities.change_servicecontract"
DOCUMENT = "contract"
CONTRACT_FACTS = (
    *("kind", "number", "selection", "charging", "fee_dwelling", "fee_shop", "fee_other"),
    *("service_level", "agreed_notice_days", "signed_on", "filed_on", "starts_on", "ends_on"),
    *("delivery_on", "inspected_on", "taken_over_on", "takeover_filed_on"),
    *("assembly_called_on", "terminated_on", "end_cause", "continued_on"),
)
FILED = ("filed_on", "takeover_filed_on", "assembly_called_on")
ONE_DAY = timedelta(days=1)


@transaction.atomic
def conclude(*, by, community, company, ends_previous=False, now=None, **facts):
    """Enter a contract of `company` for `community`, and start its clocks.

    With `ends_previous` a preliminary or continuing contract ends the day before (CC-940, 948).
    """
    contract = ServiceContract(community=community, company=company, **facts)
    actor = require(by, "communities.add_servicecontract", contract)
    _lock_parties(contract)
    if ends_previous:
        _end_previous(contract, actor, now)
    _refuse_future(facts, now)
    contract.full_clean()
    contract.save()
    changes = first_facts(contract) | succession.take_over(contract, actor, now)
    history.record(contract, "created", by=actor, now=now, changes=changes)
    set_clocks(contract, now=now, changed=set(CONTRACT_FACTS))
    succession.settle_before(contract, now)
    return contract


def replaceable(community, on=None):
    """Return the contracts of `community` that a new ordinary one ends when it takes effect.

    A preliminary one (CC-940), or one that continues after its term and that nobody ended yet:
    the law wants a notice for that (CC-948, HN-51), see `ServiceContract.ended_without_notice`.
    """
    standing = community.contracts.standing().filter(last_on__gte=on or timezone.localdate())
    return [
        contract
        for contract in standing.select_related("company").order_by("id")
        if contract.kind == ContractKind.PRELIMINARY
        or (contract.continued_on and contract.terminated_on is None)
    ]


@transaction.atomic
def change_contract(contract, *, by, now=None, note="", **facts):
    """Change days or terms of a contract, and set its clocks anew where they depend on them."""
    actor = require(by, CHANGE, lock_under(contract))
    refuse_withdrawn(contract)
    moves_end = facts.get("terminated_on", contract.terminated_on) != contract.terminated_on
    if moves_end and (words := end_stands(contract)):
        raise ValidationError({"terminated_on": words})
    moves_term = facts.get("ends_on", contract.ends_on) != contract.ends_on
    if moves_term and contract.end_notices.standing().filter(kind=NoticeKind.NONRENEWAL).exists():
        raise ValidationError({"ends_on": _("A notice names the end of this term: take it back.")})
    started = contract.starts_on
    write(contract, actor, "changed", now, note, facts)
    if contract.starts_on != started:
        succession.settle_before(contract, now, started)
    return contract


@transaction.atomic
def end_contract(contract, *, by, on, cause=EndCause.AGREED, note="", now=None):
    """Record that service ends (or ended) with the day `on`, and why."""
    actor = require(by, CHANGE, lock_under(contract))
    refuse_withdrawn(contract)
    if contract.terminated_on:
        raise Refused(_("The end of this contract is recorded already."))
    facts = {"terminated_on": on, "end_cause": cause}
    return write(contract, actor, "ended", now, note, facts)


@transaction.atomic
def attach_document(contract, *, by, file, now=None):
    """Keep a scan of the contract; it is read by whoever sees the contract."""
    actor = require(by, CHANGE, lock_under(contract))
    refuse_withdrawn(contract)
    stored = files.store(file, subject=contract, purpose=DOCUMENT, by=actor, now=now, pdf=True)
    changes = {"file": str(stored.uuid)}
    history.record(contract, "document_attached", by=actor, now=now, changes=changes)
    return stored


@transaction.atomic
def withdraw_contract(contract, *, by, now=None, note=""):
    """Take back a contract that should not have been entered; its clocks stop."""
    actor = require(by, CHANGE, lock_under(contract))
    refuse_withdrawn(contract)
    if contract.handovers.exclude(state=State.CANCELLED).exists():
        raise Refused(_("A handover of this contract stands: cancel it first."))
    contract.withdrawn_at = now or timezone.now()
    contract.save(update_fields=["withdrawn_at", "changed_at"])
    contract.end_notices.standing().update(withdrawn_at=contract.withdrawn_at)
    history.record(contract, "withdrawn", by=actor, note=note, now=now)
    clock.cancel(contract, now=now)
    succession.give_back(contract, actor, now)
    succession.settle_before(contract, now)
    return contract


@transaction.atomic
def need_no_handover(contract, *, by, note, now=None):
    """Record that nothing is handed over when service ends, and why; its countdown stops."""
    actor = require(by, CHANGE, lock_under(contract))
    refuse_withdrawn(contract)
    if not clock.cancel(contract, deadlines.LAST_DAY, now=now):
        raise Refused(_("No handover of this contract is awaited."))
    history.record(contract, "no_handover", by=actor, note=note, now=now)
    return contract


def first_facts(contract):
    """Return what history tells of a contract that was entered."""
    parties = {"community": contract.community_id, "company": contract.company_id}
    return {**parties, **_present(_facts(contract))}


def end_stands(contract):
    """Return why the last day of service is not simply typed over, or ""."""
    if contract.end_notices.standing().exists():
        return _("A notice of end names this day: take the notice back first.")
    if contract.handovers.exclude(state=State.CANCELLED).exists():
        return _("A handover follows this day: cancel the handover first.")
    return ""


def refuse_withdrawn(contract):
    """Raise Refused for a contract that was taken back."""
    if contract.withdrawn_at:
        raise Refused(_("This contract was taken back; it no longer changes."))


def write(contract, actor, name, now, note, facts):
    """Write `facts` into a locked contract, with history; set the clocks that depend on them."""
    _refuse_future(facts, now)
    before = _facts(contract)
    for field, value in facts.items():
        setattr(contract, field, value)
    if contract.terminated_on is None:
        contract.end_cause = ""
    contract.full_clean()
    contract.save()
    changes = {f: v for f, v in _facts(contract).items() if v != before[f]}
    if changes:
        history.record(contract, name, by=actor, note=note, now=now, changes=changes)
        set_clocks(contract, now=now, changed=set(changes))
    return contract


def _lock_parties(contract):
    """Lock company and compound; what was merged or taken back meanwhile concludes nothing."""
    for party in (lock(contract.company), lock(contract.community)):
        if not party.is_current:
            raise Refused(
                _("“%(name)s” was merged or taken back; it no longer changes.") % {"name": party}
            )


def _refuse_future(facts, now):
    """Refuse a day to come where something was done: late or in time is judged by it."""
    today = timezone.localdate(now)
    wrong = [field for field in FILED if facts.get(field) and facts[field] > today]
    if wrong:
        raise ValidationError(dict.fromkeys(wrong, _("This day is still to come.")))


def _end_previous(contract, actor, now):
    """End what the new contract replaces, the day before it starts."""
    if contract.kind != ContractKind.ORDINARY:
        raise ValidationError({"kind": _("Only an ordinary contract ends the one before it.")})
    if contract.starts_on is None:
        raise ValidationError(
            {"starts_on": _("Give the day it starts: the contract before ends the day before.")}
        )
    last = contract.starts_on - ONE_DAY
    for previous in replaceable(contract.community, contract.starts_on):
        require(actor, CHANGE, lock(previous))
        facts = {"terminated_on": last, "end_cause": EndCause.SUPERSEDED}
        write(previous, actor, "superseded", now, "", facts)


def _facts(contract):
    return {field: getattr(contract, field) for field in CONTRACT_FACTS}


def _present(values):
    return {field: value for field, value in values.items() if value not in (None, "", "unknown")}
