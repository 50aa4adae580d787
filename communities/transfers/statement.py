"""The settlement of a transfer on one page: costs by purpose, shares beside their rule."""

from decimal import Decimal

from django.utils.translation import gettext as _

from communities.transfers import shares
from communities.transfers.choices import Purpose, Source


def by_purpose(costs):
    """Return (purpose in words, yuan) of the standing `costs`, in the order of the list."""
    found = dict.fromkeys(Purpose, Decimal())
    for cost in costs:
        if cost.withdrawn_at is None:
            found[Purpose(cost.purpose)] += cost.amount
    return [(purpose.label, amount) for purpose, amount in found.items() if amount]


def by_source(transfer, costs):
    """Return for each source what it gives, its percent of the costs, its rule, what it bore."""
    given, borne = transfer.paid, dict.fromkeys(Source, Decimal())
    for cost in costs:
        if cost.withdrawn_at is None:
            borne[Source(cost.borne_by)] += cost.amount
    total = sum(borne.values(), Decimal())
    rules = {rule.source: _words(rule) for rule in shares.RULES[transfer.enterprise_kind]}
    rows = [
        {
            "source": source.label,
            "given": given.get(source, Decimal()),
            "percent": shares.percent(given.get(source, Decimal()), total),
            "rule": rules.get(source, ""),
            "borne": borne[source],
            "is_rest": source == Source.ENTERPRISE and Source.GROUP in rules,
        }
        for source in Source
    ]
    return [row for row in rows if row["given"] or row["borne"] or row["rule"] or row["is_rest"]]


def _words(rule):
    if rule.least == rule.most:
        return _("%(percent)d %%") % {"percent": rule.least}
    if rule.least is not None:
        return _("at least %(percent)d %%") % {"percent": rule.least}
    return _("nothing") if not rule.most else _("at most %(percent)d %%") % {"percent": rule.most}
