"""The board: compounds × four items, where each stands, with totals."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities.choices import Kind
from communities.models import UtilityTransfer
from communities.transfers.choices import Item, Receiver, State
from puyang_property.core.exports import Column, label

ITEMS = tuple(Item)
SHOWN = {  # field of the transfer → what the export calls it, how it is shown
    "state": (_("state"), label(State)),
    "enterprise": (_("transferring enterprise"), None),
    "receiver_kind": (_("kind of receiver"), label(Receiver)),
    "receiver": (_("receiver"), None),
    "households": (_("households"), None),
    "metered": (_("households with a meter of their own"), None),
    "agreement_signed_on": (_("agreement signed on"), None),
    "function_transferred_on": (_("function transferred on"), None),
    "agreed_total": (_("agreed total (yuan)"), None),
}
COLUMNS = (
    Column("name", _("compound")),
    Column("public_code", _("public code")),
    Column("area__name", _("area")),
    *(
        Column(f"{item}_{name}", format_lazy("{item}: {what}", item=item.label, what=what), show)
        for item in Item
        for name, (what, show) in SHOWN.items()
    ),
)


@dataclass(frozen=True)
class Line:
    """One compound and its transfer of each item, None where none was opened."""

    community: object
    transfers: tuple

    @property
    def cells(self):
        """Return (item, transfer or None) of each column."""
        return zip(ITEMS, self.transfers, strict=True)


def compounds(among):
    """Return the state-enterprise compounds of `among`."""
    return among.current().filter(kind=Kind.SOE)


def with_transfers(rows):
    """Let each compound bring its standing transfers, by one query more."""
    standing = UtilityTransfer.objects.standing()
    return rows.prefetch_related(Prefetch("transfers", standing, to_attr="standing_transfers"))


def with_columns(rows):
    """Give each compound what the export shows of its transfers."""
    found = UtilityTransfer.objects.standing().filter(community=OuterRef("pk"))
    return rows.annotate(
        **{
            f"{item}_{name}": Subquery(found.filter(item=item).values(name)[:1])
            for item in ITEMS
            for name in SHOWN
        }
    )


def lines(rows):
    """Return a Line for each compound that brings its transfers."""
    return [Line(one, tuple(_of(one, item) for item in ITEMS)) for one in rows]


def _of(compound, item):
    return next((t for t in compound.standing_transfers if t.item == item), None)


def totals(rows):
    """Return [(state, [number for each item])] over all compounds of `rows`, by one query."""
    standing = UtilityTransfer.objects.standing().filter(community__in=rows.order_by())
    grouped = standing.order_by().values_list("state", "item").annotate(number=Count("pk"))
    counted = {(state, item): number for state, item, number in grouped}
    return [
        (state, [counted.get((state, item), 0) for item in ITEMS])
        for state in State
        if any((state, item) in counted for item in ITEMS)
    ]
