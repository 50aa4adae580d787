"""Notices that end a contract, and the contract that continues because nobody gave one."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities import deadlines
from communities.actions import require
from communities.choices import NOTICE_CAUSES, NoticeKind, NoticeParty
from communities.contracts.actions import CHANGE, refuse_withdrawn, write
from communities.contracts.clocks import latest_day
from communities.handovers.choices import State
from communities.locking import lock_under
from communities.models import EndNotice, ServiceContract
from puyang_property.core import clock, files, history
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

PROOF = "proof"
CLOCKS = {  # kind of notice → clocks under the contract or the Civil Code, and under Henan's rule
    NoticeKind.DISMISSAL: (deadlines.DISMISSAL, None),
    NoticeKind.NONRENEWAL: (deadlines.NONRENEWAL, deadlines.NONRENEWAL_HENAN),
    NoticeKind.CONTINUED: (deadlines.CONTINUED, deadlines.CONTINUED_HENAN),
}


@transaction.atomic
def give_notice(
    contract,
    *,
    by,
    kind,
    given_by,
    given_on,
    ends_on,
    street_told_on=None,
    proof=None,
    note="",
    now=None,
):
    """Record a notice that ends the contract with the day `ends_on`.

    It meets the clock of its kind and starts the countdown to the last day. A notice that came
    too late is recorded and flagged: whether it holds is for the parties and the court.
    """
    actor = require(by, CHANGE, lock_under(contract))
    refuse_withdrawn(contract)
    _refuse_unfit(contract, kind, given_on, ends_on, now)
    law, henan = CLOCKS[kind]
    notice = EndNotice(
        contract=contract,
        kind=kind,
        given_by=given_by,
        given_on=given_on,
        ends_on=ends_on,
        street_told_on=street_told_on,
        latest_on=latest_day(contract, law, ends_on),
        latest_henan_on=latest_day(contract, henan, ends_on) if henan else None,
    )
    notice.full_clean()
    notice.save()
    if proof:
        files.store(proof, subject=notice, purpose=PROOF, by=actor, now=now, pdf=True)
    for met in _met_by(notice):
        clock.meet(contract, met, on=given_on, now=now)
    facts = {"terminated_on": ends_on, "end_cause": NOTICE_CAUSES[kind]}
    write(contract, actor, "notice_given", now, note, facts)
    return notice


@transaction.atomic
def withdraw_notice(notice, *, by, note, now=None):
    """Take a notice back: the contract runs as before, and its notices are owed again."""
    contract = notice.contract
    actor = require(by, CHANGE, lock_under(contract))
    refuse_withdrawn(contract)
    _refuse_gone(lock(notice))
    if contract.handovers.exclude(state=State.CANCELLED).exists():
        raise Refused(_("A handover follows this day: cancel the handover first."))
    notice.withdrawn_at = now or timezone.now()
    notice.save(update_fields=["withdrawn_at"])
    facts = {"terminated_on": None, "end_cause": ""}
    write(contract, actor, "notice_withdrawn", now, note, facts)
    return notice


@transaction.atomic
def tell_street(notice, *, by, on, note="", now=None):
    """Record on which day the company reported its notice to the street (HN-51)."""
    contract = notice.contract
    actor = require(by, CHANGE, lock_under(contract))
    refuse_withdrawn(contract)
    _refuse_gone(lock(notice))
    if on > timezone.localdate(now):
        raise ValidationError({"on": _("This day is still to come.")})
    notice.street_told_on = on
    notice.full_clean()
    notice.save(update_fields=["street_told_on"])
    changes = {"street_told_on": on}
    history.record(contract, "street_told", by=actor, note=note, now=now, changes=changes)
    for met in _met_by(notice)[1:]:
        if not clock.meet(contract, met, on=on, now=now):
            clock.meet_otherwise(contract, met, on=on, now=now)
    return notice


@transaction.atomic
def confirm_continuing(contract, *, by, on=None, note="", now=None):
    """Record that the term ran out without a decision and the service goes on (CC-948).

    From then on the contract has no fixed end; either side ends it by notice.
    """
    actor = require(by, CHANGE, lock_under(contract))
    on, today = on or timezone.localdate(now), timezone.localdate(now)
    if on > today:
        raise ValidationError({"on": _("This day is still to come.")})
    if contract.continued_on:
        raise Refused(_("It is confirmed already that this contract continues."))
    if not ServiceContract.objects.continuing(on).filter(pk=contract.pk).exists():
        raise Refused(
            _(
                "This contract does not continue: its term still ran on that day, somebody ended "
                "it, or another contract or manager followed."
            )
        )
    return write(contract, actor, "continuing", now, note, {"continued_on": on})


def _refuse_unfit(contract, kind, given_on, ends_on, now):
    """Refuse a notice that this contract cannot get now."""
    if given_on > timezone.localdate(now):
        raise ValidationError({"given_on": _("This day is still to come.")})
    if contract.terminated_on:
        raise Refused(_("The end of this contract is recorded already."))
    if kind == NoticeKind.CONTINUED and not contract.continued_on:
        raise ValidationError(
            {"kind": _("Confirm first that the contract continues after its term.")}
        )
    if kind != NoticeKind.CONTINUED and contract.continued_on:
        raise ValidationError(
            {"kind": _("The contract continues after its term: record the end of that.")}
        )

    if kind == NoticeKind.NONRENEWAL and contract.ends_on is None:
        raise ValidationError(
            {"kind": _("A contract without a term is not renewed or left: record its end.")}
        )
    if kind == NoticeKind.NONRENEWAL and ends_on != contract.ends_on:
        raise ValidationError(
            {"ends_on": _("Who does not renew serves until the term ends: the last day is its.")}
        )


def _refuse_gone(notice):
    if notice.withdrawn_at:
        raise Refused(_("This notice was taken back already."))


def _met_by(notice):
    """Return the clocks that the notice meets; Henan's wants the street told as well."""
    law, henan = CLOCKS[notice.kind]
    told = notice.given_by != NoticeParty.COMPANY or notice.street_told_on
    return [law, henan] if henan and told else [law]
