"""The clocks that a service contract starts, meets and moves."""

from django.utils import timezone

from communities import deadlines
from communities.choices import NoticeKind
from puyang_property.core import clock, periods, rulebook
from puyang_property.core.calendar import current_calendar


def set_clocks(contract, *, now=None, changed):
    """Start, meet or move the clocks of a contract after the fields `changed` were written."""
    if changed & {"signed_on", "filed_on"}:
        days = contract.signed_on, contract.filed_on
        _from_event(contract, deadlines.FILING, *days, "signed_on" in changed, now)
    if changed & {"delivery_on", "inspected_on"}:
        _before_delivery(contract, now)
    if changed & {"taken_over_on", "takeover_filed_on"}:
        days = contract.taken_over_on, contract.takeover_filed_on
        _from_event(contract, deadlines.TAKEOVER_FILING, *days, "taken_over_on" in changed, now)
    if changed & {"ends_on", "terminated_on", "continued_on", "agreed_notice_days"}:
        before_the_end(contract, now)
    elif "assembly_called_on" in changed:
        _assembly(contract, now)
    if "terminated_on" in changed:
        last_day(contract, now)


def notice_rule(contract, kind):
    """Return the rule of a notice: the contract's own length where both sides agreed on one.

    The Civil Code yields to the contract ("unless agreed otherwise"), Henan's rule does not.
    """
    rule = rulebook.rule(deadlines.code_of(kind))
    agreed = contract.agreed_notice_days
    if agreed is None or kind not in deadlines.MAY_BE_AGREED:
        return rule
    return periods.Rule(rule.code, rule.kind, agreed, periods.Unit.CALENDAR_DAYS)


def latest_day(contract, kind, ends_on):
    """Return the last day on which a notice of that kind still comes in time for `ends_on`."""
    return periods.before(ends_on, notice_rule(contract, kind), current_calendar()).raw_end_on


def _from_event(contract, kind, event_on, filed_on, is_new_event, now):
    """Fifteen days from signing (HN-49), thirty from take-over (HN-46), met on the filing day.

    While the event stays the same, its clock stays too: a day of filing that was typed wrong is
    put right on it.
    """
    if not is_new_event and filed_on is not None:
        if clock.meet(contract, kind, on=filed_on, now=now):
            return
        if clock.meet_otherwise(contract, kind, on=filed_on, now=now):
            return
    clock.cancel(contract, kind, now=now)
    if event_on is None:
        return
    clock.start(contract, kind, deadlines.code_of(kind), started=event_on, now=now)
    if filed_on is not None:
        clock.meet(contract, kind, on=filed_on, now=now)


def _before_delivery(contract, now):
    """The take-over inspection is finished fifteen days before delivery (SV-INSP)."""
    kind = deadlines.INSPECTION
    clock.cancel(contract, kind, now=now)
    if contract.delivery_on is None:
        return
    _count_back(contract, kind, contract.delivery_on, now)
    if contract.inspected_on is not None:
        clock.meet(contract, kind, on=contract.inspected_on, now=now)


def before_the_end(contract, now):
    """Notices count back from the last day; a contract that ended or is followed has none to give.

    What the company owes the street beside its notice stays owed (HN-51).
    """
    owed = _street_is_owed(contract)
    kinds = [kind for kind in deadlines.BEFORE_THE_END if kind not in owed]
    clock.cancel(contract, *kinds, now=now)
    today = timezone.localdate(now)
    decided = contract.terminated_on or contract.continued_on or follower(contract)
    if contract.ends_on is None or decided or contract.ends_on < today:
        return
    for kind in kinds:
        _count_back(contract, kind, contract.ends_on, now)
    if contract.assembly_called_on:
        clock.meet(contract, deadlines.ASSEMBLY, on=contract.assembly_called_on, now=now)


def last_day(contract, now):
    """A known last day to come counts down to the handover; a company hands nothing to itself."""
    clock.cancel(contract, deadlines.LAST_DAY, now=now)
    last, after = contract.terminated_on, follower(contract)
    if last is None or last < timezone.localdate(now):
        return
    if after and after.company_id == contract.company_id:
        return
    names = dict(zip(("name_zh", "name_en"), deadlines.LAST_DAY_NAMES, strict=True))
    clock.start_on(contract, deadlines.LAST_DAY, last, now=now, **names)


def follower(contract):
    """Return the contract that starts after the last day of `contract`, or None."""
    if contract.last_day is None:
        return None
    later = contract.community.contracts.standing().filter(starts_on__gt=contract.last_day)
    return later.order_by("starts_on", "pk").first()


def _assembly(contract, now):
    """The assembly was called on a day, or that was typed in by mistake."""
    on = contract.assembly_called_on
    if on is None:
        before_the_end(contract, now)
    elif not clock.meet(contract, deadlines.ASSEMBLY, on=on, now=now):
        clock.meet_otherwise(contract, deadlines.ASSEMBLY, on=on, now=now)


def _street_is_owed(contract):
    """Return the clock that a notice of the company leaves open until the street is told."""
    notice = contract.end_notices.standing().first()
    if notice is None or notice.kind != NoticeKind.NONRENEWAL or notice.street_told_on:
        return ()
    return (deadlines.NONRENEWAL_HENAN,)


def _count_back(contract, kind, event_on, now):
    rule = notice_rule(contract, kind)
    found = periods.before(event_on, rule, current_calendar())
    clock.start_on(contract, kind, found, rule_code=rule.code, now=now)
