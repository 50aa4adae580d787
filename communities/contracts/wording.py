"""The rules of notices, and how filings kept to theirs, in words, for pages."""

from django.utils.translation import gettext as _

from communities import deadlines
from communities.choices import NoticeKind
from communities.contracts.clocks import notice_rule
from communities.contracts.notices import CLOCKS
from puyang_property.core import counted, rulebook
from puyang_property.core.models import Deadline

FILED = (deadlines.FILING, deadlines.TAKEOVER_FILING)


def notice_rules(contract, kinds=tuple(NoticeKind)):
    """Return a sentence for each kind of notice that fits the contract: how early, by which law."""
    fitting = [kind for kind in kinds if (kind == NoticeKind.CONTINUED) == _continues(contract)]
    return [_sentence(contract, kind) for kind in fitting or kinds]


def filings(contract):
    """Return (deadline, its tone) of each filing that was made: good in time, bad when late."""
    rows = Deadline.objects.for_subject(contract).filter(kind__in=FILED, met_on__isnull=False)
    last = {row.kind: row for row in rows.order_by("round")}
    return [(row, "bad" if row.was_late else "good") for row in last.values()]


def _continues(contract):
    return contract.continued_on is not None


def _sentence(contract, kind):
    parts = [_length(contract, clock) for clock in CLOCKS[kind] if clock]
    return _("%(what)s: %(lengths)s.") % {"what": kind.label, "lengths": _(" and ").join(parts)}


def _length(contract, clock):
    rule = notice_rule(contract, clock)
    amount = counted.amount(rule.length, rule.unit)
    if clock in deadlines.MAY_BE_AGREED and contract.agreed_notice_days is not None:
        return _("%(amount)s (as the contract says)") % {"amount": amount}
    basis = rulebook.spec(rule.code).basis
    return _("%(amount)s (%(basis)s)") % {"amount": amount, "basis": basis}
