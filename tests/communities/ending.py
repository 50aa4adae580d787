"""What tests of ending contracts share: a day in 2026, clocks of a contract, a notice."""

from datetime import date, datetime

from django.utils import timezone

from communities import contracts
from communities.choices import NoticeKind, NoticeParty
from puyang_property.core import clock

NOW = datetime(2026, 3, 2, 10, tzinfo=timezone.get_default_timezone())
TODAY = NOW.date()


def due(contract):
    return {deadline.kind: deadline.due_on for deadline in clock.open_for(contract)}


def notice(contract, by, kind=NoticeKind.DISMISSAL, given_by=NoticeParty.OWNERS, **facts):
    facts = {"given_on": date(2026, 3, 2), "ends_on": date(2026, 12, 31), "now": NOW, **facts}
    return contracts.give_notice(contract, by=by, kind=kind, given_by=given_by, **facts)
