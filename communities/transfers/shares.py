"""Who pays which part of a transfer: pure Python (国办发〔2016〕45号, LAW.md SG-2, SG-3, SG-8).

Central enterprises: half from the central state-capital budget, at least 30 % from the group and
superior enterprises, the rest from the transferring enterprise. Enterprises that went bankrupt by
policy: all from the central budget. Local enterprises: as the local government decided.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from django.utils.translation import gettext_lazy as _

from communities.transfers.choices import Enterprise, Source

CENTRAL_PERCENT, GROUP_PERCENT, ALL = 50, 30, 100
DONE_BY = date(2018, 12, 31)  # "basically finished by the end of 2018"
NO_COST_FROM = date(2019, 1, 1)  # from then on the enterprise bears no cost in any form
BORNE_BY_ENTERPRISE = frozenset({Source.GROUP, Source.ENTERPRISE})


@dataclass(frozen=True)
class Rule:
    """What one source must bear of the total, in percent; None leaves a side open."""

    source: Source
    least: int | None = None
    most: int | None = None


RULES = {
    Enterprise.CENTRAL: (
        Rule(Source.CENTRAL, CENTRAL_PERCENT, CENTRAL_PERCENT),
        Rule(Source.GROUP, least=GROUP_PERCENT),
        Rule(Source.LOCAL, most=0),
    ),
    Enterprise.CENTRAL_BANKRUPT: (Rule(Source.CENTRAL, ALL, ALL),),
    Enterprise.LOCAL: (),
}


def problems(enterprise, total, funding):
    """Return what is wrong with `funding` ({Source: yuan}) for `total` yuan, [] when nothing is.

    Amounts count to the fen: half a fen may go either way, no more.
    """
    found = []
    paid = sum(funding.values(), Decimal())
    if paid != total:
        found.append(
            _("The shares come to %(paid)s yuan, the costs to %(total)s: they must be equal.")
            % {"paid": f"{paid:,.2f}", "total": f"{total:,.2f}"}
        )
    for rule in RULES[enterprise]:
        found += _breach(rule, total, funding.get(rule.source, Decimal()))
    return found


def _breach(rule, total, amount):
    value = {"source": rule.source.label, "least": rule.least, "most": rule.most}
    if rule.least is not None and amount < _part(total, rule.least, ROUND_DOWN):
        return [_("%(source)s: at least %(least)s %% of the costs.") % value]
    if rule.most is not None and amount > _part(total, rule.most, ROUND_UP):
        return [_("%(source)s: at most %(most)s %% of the costs.") % value]
    return []


def _part(total, percent, rounding):
    """Return `percent` of `total` to the fen; half a fen may lie on either side."""
    return (total * percent / ALL).quantize(Decimal("0.01"), rounding)


def percent(amount, total):
    """Return the share of `amount` in percent to one place, None where there is no total."""
    return (amount * ALL / total).quantize(Decimal("0.1"), ROUND_DOWN) if total else None


def claw_back(subsidy, *, is_transferred):
    """Return the yuan of `subsidy` that go back: all of it where nothing was really handed over."""
    return Decimal() if is_transferred else subsidy


def is_late(function_transferred_on):
    """Tell whether the function was handed over after the day the policy names."""
    return function_transferred_on is not None and function_transferred_on > DONE_BY


def may_bear(source, incurred_on):
    """Tell whether `source` may still bear a cost of that day."""
    return source not in BORNE_BY_ENTERPRISE or incurred_on < NO_COST_FROM
