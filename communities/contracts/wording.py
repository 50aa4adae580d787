"""The rules of notices in words, for pages."""

from django.utils.translation import gettext as _

from communities import deadlines
from communities.choices import NoticeKind
from communities.contracts.clocks import notice_rule
from communities.contracts.notices import CLOCKS
from puyang_property.core import counted, rulebook


def notice_rules(contract, kinds=tuple(NoticeKind)):
    """Return a sentence for each kind of notice that fits the contract: how early, by which law."""
    fitting = [kind for kind in kinds if (kind == NoticeKind.CONTINUED) == _continues(contract)]
    return [_sentence(contract, kind) for kind in fitting or kinds]


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
