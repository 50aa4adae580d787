"""The verbs on exit handovers: the only writers."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from communities import deadlines
from communities.actions import require as permitted
from communities.handovers import workflow
from communities.handovers.choices import Group, Receiver, Result
from communities.models import ExitHandover, HandoverItem
from puyang_property.core import clock, files, history, periods, rulebook
from puyang_property.core.calendar import current_calendar
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock, move, require

ORDER_PAPER = "order"


@transaction.atomic
def announce(contract, *, by, receiver_kind, receiver="", company=None, on=None, note="", now=None):
    """Open the handover of a contract that ends; its list starts with a line for each group."""
    on = on or timezone.localdate(now)
    actor = permitted(by, workflow.CARRY, lock(contract))
    _refuse_future(on, now)
    if contract.withdrawn_at:
        raise Refused(_("This contract was taken back; it no longer changes."))
    if contract.last_day is None:
        raise Refused(_("Record first when the contract ends: by notice, or its last day."))
    handover = ExitHandover(
        contract=contract,
        announced_on=on,
        receiver_kind=receiver_kind,
        receiver=receiver.strip(),
        company=company if receiver_kind == Receiver.COMPANY else None,
    )
    if company is not None and company == contract.company:
        raise ValidationError({"company": _("The old provider does not hand over to itself.")})
    handover.full_clean()
    handover.save()
    with translation.override(settings.LANGUAGE_CODE):  # the list is a Chinese paper
        for group in Group:
            HandoverItem.objects.create(handover=handover, group=group, name=str(group.label))
    changes = {"contract": contract.pk, "receiver_kind": receiver_kind}
    history.record(handover, "announced", by=actor, note=note, now=now, changes=changes)
    _start(handover, deadlines.HANDOVER_LIST, on, now)
    _start(handover, deadlines.HANDOVER_FINISH, max(contract.last_day, on), now)
    return handover


@transaction.atomic
def draw_up(handover, *, by, on, note="", now=None):
    """Record that the handover list is drawn up; both sides know it."""
    require(handover, workflow.DRAW_UP, by=by)
    if not lines(handover).exists():
        raise Refused(_("The list is empty: enter what is to be handed over."))
    _step(handover, workflow.DRAW_UP, by, note, now, listed_on=on)
    clock.meet(handover, deadlines.HANDOVER_LIST, on=on, now=now)
    return handover


@transaction.atomic
def begin(handover, *, by, on, note="", now=None):
    """Record that handing over has begun."""
    return _step(handover, workflow.BEGIN, by, note, now, begun_on=on)


@transaction.atomic
def complete(handover, *, by, on, note="", now=None):
    """Complete the handover: no item is open, and service by the old provider ends."""
    lock(handover.contract)  # before the handover, as whoever moves a contract does
    require(handover, workflow.COMPLETE, by=by)
    left = lines(handover).filter(result=Result.OPEN).count()
    if left:
        raise Refused(
            _("Items of the list are still open: %(number)d. Settle each first.") % {"number": left}
        )
    _step(handover, workflow.COMPLETE, by, note, now, completed_on=on)
    for kind in (deadlines.HANDOVER_FINISH, deadlines.HANDOVER_ORDER):
        clock.meet(handover, kind, on=on, now=now)
    clock.cancel(handover, now=now)
    clock.meet(handover.contract, deadlines.LAST_DAY, on=on, now=now)
    return handover


@transaction.atomic
def refuse(handover, *, by, on, note, now=None):
    """Record that the old provider refuses to hand over, and what it says."""
    return _step(handover, workflow.REFUSE, by, _reason(note), now, refused_on=on)


@transaction.atomic
def order(handover, *, by, on, number, due_on=None, paper=None, note="", now=None):
    """Order the old provider to hand over by a day; the day is on the clock (HN Art. 83)."""
    actor = require(handover, workflow.ORDER, by=by)
    if not number.strip():
        raise ValidationError({"number": _("Give the number of the order.")})
    due_on = due_on or order_due(on)
    if due_on <= on:
        raise ValidationError({"due_on": _("The order leaves at least a day.")})
    _step(
        *(handover, workflow.ORDER, by, note, now),
        ordered_on=on,
        order_number=number.strip(),
        order_due_on=due_on,
    )
    if paper:
        files.store(paper, subject=handover, purpose=ORDER_PAPER, by=actor, now=now, pdf=True)
    code = deadlines.code_of(deadlines.HANDOVER_ORDER)
    clock.start_on(handover, deadlines.HANDOVER_ORDER, due_on, rule_code=code, now=now)
    return handover


@transaction.atomic
def refer(handover, *, by, on, to, note="", now=None):
    """Refer to enforcement what was ordered and not done; the fine is theirs to decide."""
    require(handover, workflow.REFER, by=by)
    if on <= handover.order_due_on:
        raise Refused(_("The time that the order set is not over yet."), field="on")
    if not to.strip():
        raise ValidationError({"to": _("Name the department that enforces.")})
    _step(handover, workflow.REFER, by, note, now, referred_on=on, referred_to=to.strip())
    clock.cancel(handover, now=now)
    return handover


@transaction.atomic
def cancel(handover, *, by, note, now=None):
    """Give the handover up, with the reason; the contract may get another one."""
    _step(handover, workflow.CANCEL, by, _reason(note), now)
    clock.cancel(handover, now=now)
    return handover


def order_due(on):
    """Return the day that an order of the day `on` sets where nobody chose one."""
    rule = rulebook.rule(deadlines.code_of(deadlines.HANDOVER_ORDER))
    return periods.due(on, rule, current_calendar()).due_on


def lines(handover):
    """Return the items of the list that were not taken back, group by group."""
    return handover.items.filter(withdrawn_at__isnull=True)


def _start(handover, kind, started, now):
    clock.start(handover, kind, deadlines.code_of(kind), started=started, now=now)


def _step(handover, transition, by, note, now, **changes):
    """Move the handover; none of its days lies in the future or before the announcement."""
    for field, value in changes.items():
        if field.endswith("_on") and field != "order_due_on":
            _refuse_future(value, now)
            if value < handover.announced_on:
                raise ValidationError({"on": _("This day lies before the announcement.")})
    move(handover, transition, by=by, note=note, now=now, **changes)
    handover.full_clean()
    return handover


def _refuse_future(day, now):
    if day > timezone.localdate(now):
        raise ValidationError({"on": _("This day is still to come.")})


def _reason(note):
    if not note.strip():
        raise ValidationError({"note": _("Give the reason.")})
    return note
