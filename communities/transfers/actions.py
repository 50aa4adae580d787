"""The verbs on utility transfers: the only writers."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions import require as permitted
from communities.choices import Kind
from communities.locking import lock_under
from communities.models import UtilityTransfer
from communities.transfers import papers, workflow
from communities.transfers.choices import DAYS, Mode, Paper, Receiver, State
from communities.transfers.guards import (
    check,
    reason,
    refuse_fixed,
    refuse_future,
    refuse_gone,
    refuse_gone_compound,
)
from puyang_property.core import history
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock, move, require

FACTS = (
    *("enterprise", "enterprise_kind", "mode", "receiver_kind", "receiver", "company"),
    *("households", "metered", "assets", "assets_value", "agreement_number", "unit_price"),
    *("agreed_total", "approval_number", "money_received_on"),
    *("filed_on", "filed_with", "filing_number"),
)


@transaction.atomic
def identify(*, by, community, item, now=None, **facts):
    """Open the transfer of `item` of `community`, a state-enterprise compound."""
    transfer = UtilityTransfer(community=community, item=item, **facts)
    actor = permitted(by, workflow.CARRY, lock(community))
    refuse_gone_compound(community)
    if community.kind != Kind.SOE:
        raise Refused(
            _("Only a state-enterprise compound has utility transfers. Set its kind first.")
        )
    transfer.full_clean()
    transfer.save()
    changes = {"community": community.pk, "item": item}
    history.record(transfer, "identified", by=actor, now=now, changes=changes)
    return transfer


@transaction.atomic
def describe(transfer, *, by, now=None, note="", **facts):
    """Change what is known of the transfer; the order is fixed once it is agreed."""
    actor = permitted(by, workflow.CARRY, lock_under(transfer))
    refuse_fixed(transfer)
    changed = {f: value for f, value in facts.items() if getattr(transfer, f) != value}
    if "mode" in changed and transfer.agreement_signed_on:
        raise ValidationError({"mode": _("The order was agreed; it changes with a new agreement.")})
    refuse_future({"filed_on": changed.get("filed_on")}, timezone.localdate(now))
    for field, value in changed.items():
        setattr(transfer, field, value)
    transfer.full_clean()
    transfer.save()
    if changed:
        told = {"fields": sorted(changed)}
        history.record(transfer, "changed", by=actor, note=note, now=now, changes=told)
    return transfer


@transaction.atomic
def survey(transfer, *, by, on, households, metered=None, assets="", note="", now=None):
    """Record the survey: households, meters and assets."""
    if households is None:
        raise ValidationError({"households": _("Give the number of households.")})
    return _step(
        *(transfer, workflow.SURVEY, by, note, now),
        surveyed_on=on,
        households=households,
        metered=metered,
        assets=assets or transfer.assets,
    )


@transaction.atomic
def sign_intent(transfer, *, by, on, note="", now=None):
    """Record the letter of intent."""
    return _step(transfer, workflow.SIGN_INTENT, by, note, now, intent_signed_on=on)


@transaction.atomic
def sign_agreement(
    transfer,
    *,
    by,
    on,
    mode,
    receiver_kind,
    total,
    number="",
    receiver="",
    company=None,
    unit_price=None,
    scan=None,
    note="",
    now=None,
):
    """Record the agreement: it names both sides, the order and the money (SG-9)."""
    if receiver_kind != Receiver.SELF_MANAGED and not (receiver.strip() or company):
        raise ValidationError({"receiver": _("Name who takes over.")})
    _step(
        *(transfer, workflow.SIGN_AGREEMENT, by, note, now),
        agreement_signed_on=on,
        mode=mode,
        receiver_kind=receiver_kind,
        receiver=receiver.strip() or (company.name if company else ""),
        company=company,
        agreed_total=total,
        agreement_number=number,
        unit_price=unit_price,
    )
    if scan:
        papers.attach(transfer, by=by, paper=Paper.AGREEMENT, file=scan, now=now)
    return transfer


@transaction.atomic
def transfer_function(transfer, *, by, on, note="", now=None):
    """Record that the receiver supplies and manages from the day `on`."""
    return _step(transfer, workflow.TRANSFER_FUNCTION, by, note, now, function_transferred_on=on)


@transaction.atomic
def transfer_assets(transfer, *, by, on, approval_number, value=None, note="", now=None):
    """Record the free transfer of the assets with the group's approval (SG-7)."""
    if not approval_number.strip():
        raise ValidationError({"approval_number": _("Give the number of the group's approval.")})
    return _step(
        *(transfer, workflow.TRANSFER_ASSETS, by, note, now),
        assets_transferred_on=on,
        approval_number=approval_number.strip(),
        assets_value=transfer.assets_value if value is None else value,
    )


@transaction.atomic
def rebuild(transfer, *, by, on, money_received_on=None, note="", now=None):
    """Record the begin of rebuilding; after the transfer, the receiver has the money first (SG-8).

    The receiver rebuilds with money that came with the assets; the day it came is recorded.
    """
    _begin(transfer, workflow.REBUILD, by)
    came = money_received_on or transfer.money_received_on
    if transfer.mode == Mode.TRANSFER_FIRST and (came is None or came > on):
        raise ValidationError(
            {"money_received_on": _("The receiver has the rebuilding money before it rebuilds.")}
        )
    days = {"rebuilding_begun_on": on, "money_received_on": came}
    return _step(transfer, workflow.REBUILD, by, note, now, **days)


@transaction.atomic
def accept(transfer, *, by, on, is_up_to_standard, metered=None, note="", now=None):
    """Record the acceptance of the works: one meter and one bill per household (SG-2)."""
    _begin(transfer, workflow.ACCEPT, by)
    metered = transfer.metered if metered is None else metered
    if not is_up_to_standard:
        raise ValidationError(
            {"is_up_to_standard": _("Works below the level of the city are not accepted.")}
        )
    if transfer.needs_meters and (metered or 0) < (transfer.households or 1):
        raise ValidationError(
            {"metered": _("Every household needs a meter of its own before the acceptance.")}
        )
    return _step(transfer, workflow.ACCEPT, by, note, now, accepted_on=on, metered=metered)


@transaction.atomic
def settle(transfer, *, by, on, note="", now=None):
    """Settle the costs: the shares sum up and keep to the rule of the enterprise (SG-3, SG-8)."""
    _begin(transfer, workflow.SETTLE, by)
    found = transfer.settlement_problems()
    if found:
        raise ValidationError([str(problem) for problem in found])
    return _step(transfer, workflow.SETTLE, by, note, now, settled_on=on)


@transaction.atomic
def close(transfer, *, by, on, note="", now=None):
    """Close the transfer; what was left behind goes on at its responsible office."""
    return _step(transfer, workflow.CLOSE, by, note, now, closed_on=on)


@transaction.atomic
def suspend(transfer, *, by, note, now=None):
    """Let the transfer rest; it goes back to where it was."""
    lock_under(transfer)
    return _step(transfer, workflow.SUSPEND, by, reason(note), now, resume_state=transfer.state)


@transaction.atomic
def resume(transfer, *, by, note="", now=None):
    """Go on where the transfer rested."""
    lock_under(transfer)
    back = {"state": transfer.resume_state, "resume_state": ""}
    return _step(transfer, workflow.RESUME, by, note, now, **back)


@transaction.atomic
def take_back(transfer, *, by, note, now=None):
    """Take the last step back: it was recorded by mistake. Its day goes, its facts stay."""
    _begin(transfer, workflow.TAKE_BACK, by)
    back = {"state": transfer.state_before, DAYS[transfer.state]: None}
    return _step(transfer, workflow.TAKE_BACK, by, reason(note), now, **back)


@transaction.atomic
def withdraw(transfer, *, by, note, now=None):
    """Take the entry back: it was opened by mistake, and nothing hangs on it."""
    actor = permitted(by, workflow.CARRY, lock_under(transfer))
    refuse_gone(transfer)
    why = reason(note)
    if transfer.state != State.IDENTIFIED:
        raise Refused(_("Steps were taken: take them back first, or cancel the transfer."))
    if transfer.costs.standing().exists() or transfer.issues.standing().exists():
        raise Refused(_("Costs or legacy issues hang on it: cancel the transfer instead."))
    transfer.withdrawn_at = now or timezone.now()
    transfer.save(update_fields=["withdrawn_at", "changed_at"])
    history.record(transfer, "withdrawn", by=actor, note=why, now=now)
    return transfer


@transaction.atomic
def cancel(transfer, *, by, note, now=None):
    """Give the transfer up, with the reason."""
    return _step(transfer, workflow.CANCEL, by, reason(note), now, resume_state="")


def _begin(transfer, transition, by):
    """Lock compound and transfer; raise what stands in the way of the step before it is checked."""
    return require(lock_under(transfer), transition, by=by)


def _step(transfer, transition, by, note, now, **changes):
    """Move the transfer, each of its days in order and none in the future."""
    _begin(transfer, transition, by)
    refuse_future(changes, timezone.localdate(now))
    day = changes.get(DAYS.get(transition.target))
    before = transfer.last_day
    if day and before and day < before:
        raise ValidationError(
            {"on": _("The step before was taken on %(day)s.") % {"day": before.isoformat()}}
        )
    check(transfer, {"state": transition.target, **changes})
    move(transfer, transition, by=by, note=note, now=now, **changes)
    return transfer
