"""What a contract changes around it: who manages the compound, and the clocks of the one before."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from communities.choices import ManagementMode
from communities.contracts import clocks
from communities.locking import lock_under
from communities.models import ServiceContract
from puyang_property.core import history
from puyang_property.core.actors import CLOCK

CAUGHT_UP = timedelta(days=7)  # for so long a day on which nothing ticked is made good
MODE_BEFORE = "mode_before"


def take_over(contract, actor, now):
    """Let a contract in force today make its company the manager; return what history tells.

    One that ran out long ago or starts later says nothing about who manages the compound today.
    """
    community, today = contract.community, timezone.localdate(now)
    runs = ServiceContract.objects.in_force(today).filter(pk=contract.pk).exists()
    if not runs or community.management_mode == ManagementMode.COMPANY:
        return {}
    before = str(community.management_mode)
    _manage(community, ManagementMode.COMPANY, actor, now)
    return {MODE_BEFORE: before}


def give_back(contract, actor, now):
    """Let the compound be managed as before a contract that was taken back, unless one runs."""
    community = contract.community
    told = history.of(contract).filter(changes__has_key=MODE_BEFORE).order_by("seq").last()
    is_managed = community.management_mode == ManagementMode.COMPANY
    others = community.contracts.in_force(timezone.localdate(now))
    if told and is_managed and not others.exists():
        _manage(community, told.changes[MODE_BEFORE], actor, now)


def settle_before(contract, now, *former):
    """Stop or start again the clocks of the contract that `contract` follows.

    Once a successor is entered, nothing is to be decided before the term ends; where that is the
    same company, nothing is handed over. `former` are first days that it had before.
    """
    standing = contract.community.contracts.standing()
    for starts_on in filter(None, (*former, contract.starts_on)):
        earlier = standing.filter(last_on__lt=starts_on).exclude(pk=contract.pk)
        previous = earlier.order_by("last_on", "pk").last()
        if previous is None:
            continue
        clocks.before_the_end(previous, now)
        if previous.company_id == contract.company_id:
            clocks.last_day(previous, now)


def take_effect(now=None):
    """Let contracts that began in the last days, entered before, take over (daily)."""
    today = timezone.localdate(now)
    fresh = ServiceContract.objects.in_force(today).filter(starts_on__gt=today - CAUGHT_UP)
    fresh = fresh.exclude(community__management_mode=ManagementMode.COMPANY)
    taken = 0
    for contract in fresh.select_related("community").order_by("pk"):
        with transaction.atomic():
            lock_under(contract)
            if contract.withdrawn_at or _decided_since(contract):
                continue
            if told := take_over(contract, CLOCK, now):
                history.record(contract, "took_effect", by=CLOCK, now=now, changes=told)
                taken += 1
    return taken


def _decided_since(contract):
    """Tell whether somebody said since its first day who manages the compound."""
    events = history.of(contract.community).filter(changes__has_key="management_mode")
    return events.filter(at__date__gte=contract.starts_on).exists()


def _manage(community, mode, actor, now):
    community.management_mode = mode
    community.save(update_fields=["management_mode", "changed_at"])
    changes = {"management_mode": mode}
    history.record(community, "changed", by=actor, now=now, changes=changes)
