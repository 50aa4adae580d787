"""The board: compounds × four items, where each stands, with totals."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.utils.translation import gettext_lazy as _

from communities.choices import Kind
from communities.models import UtilityTransfer
from communities.transfers import sheet
from communities.transfers.choices import Item, State
from puyang_property.core.exports import Column, label, query_string

ITEMS = tuple(Item)
NONE = "none"  # in an address: the item was not opened


class Flag(models.TextChoices):
    """What stands out among the transfers."""

    LATE = "late", _("function transferred after 2018")
    CLAW_BACK = "claw_back", _("subsidy goes back")
    ISSUES = "issues", _("open legacy issues")
    UNFILED = "unfiled", _("transfer of the assets not filed")
    UNFINISHED = "unfinished", _("not closed yet")


NARROWED = {
    Flag.LATE: lambda rows: rows.late(),
    Flag.CLAW_BACK: lambda rows: rows.with_claw_back(),
    Flag.ISSUES: lambda rows: rows.with_open_issues(),
    Flag.UNFILED: lambda rows: rows.unfiled(),
    Flag.UNFINISHED: lambda rows: rows.unfinished(),
}


def _column(item, field):
    show = label(field.choices) if field.choices else None
    return Column(f"{item}_{field.name}", sheet.heading(item, field), show)


COLUMNS = (
    Column("name", _("compound")),
    Column("public_code", _("public code")),
    Column("area__name", _("area")),
    *(_column(item, sheet.STATE) for item in Item),
    *(_column(item, field) for item in Item for field in sheet.fields_of(item)),
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


@dataclass(frozen=True)
class Total:
    """One line of the totals: what is counted, and for each item (number, address of its rows)."""

    label: str
    cells: list
    tone: str = ""


def compounds(among):
    """Return the state-enterprise compounds of `among`, also those that are called else by now."""
    has_transfers = Q(pk__in=UtilityTransfer.objects.current().values("community"))
    return among.current().filter(Q(kind=Kind.SOE) | has_transfers)


def narrowed(rows, *, item="", state="", flag=""):
    """Return the compounds of `rows` with one transfer that answers to all that is asked."""
    found = UtilityTransfer.objects.current()
    found = found.filter(item=item) if item else found
    if state == NONE:
        opened = found.order_by().values("community").annotate(number=Count("pk"))
        whole = opened.filter(number=1 if item else len(ITEMS))
        return rows.none() if flag else rows.exclude(pk__in=whole.values("community"))
    found = found.filter(state=state) if state else found
    found = NARROWED[Flag(flag)](found) if flag else found
    return rows.filter(pk__in=found.values("community")) if item or state or flag else rows


def with_transfers(rows):
    """Let each compound bring its current transfers, by one query more."""
    current = UtilityTransfer.objects.current().marked()
    return rows.prefetch_related(Prefetch("transfers", current, to_attr="current_transfers"))


def with_columns(rows):
    """Give each compound what the export shows of its transfers."""
    found = UtilityTransfer.objects.current().filter(community=OuterRef("pk"))
    return rows.annotate(
        **{
            f"{item}_{field.name}": Subquery(found.filter(item=item).values(field.name)[:1])
            for item in ITEMS
            for field in sheet.FIELDS
        }
    )


def lines(rows):
    """Return a Line for each compound that brings its transfers."""
    return [Line(one, tuple(_of(one, item) for item in ITEMS)) for one in rows]


def _of(compound, item):
    return next((t for t in compound.current_transfers if t.item == item), None)


def totals(rows, query):
    """Return the lines of the totals over all compounds of `rows`, by two queries.

    `query` is what narrowed the rows by place; each number leads to the board of what it counts.
    """
    whole = rows.count()
    counted = _counted(rows)
    opened = {item: sum(n["number"] for n in counted if n["item"] == item) for item in ITEMS}

    def total(words, numbers, tone="", **asked):
        cells = [
            (item, numbers[item], query_string({**query, "item": item.value, **asked}))
            for item in ITEMS
        ]
        return Total(words, cells, tone)

    by_state = [
        total(state.label, _sums(counted, state=state), state=state.value) for state in State
    ]
    left = {item: whole - opened[item] for item in ITEMS}
    flags = [
        total(flag.label, _sums(counted, of=flag.value), tone="warn", flag=flag.value)
        for flag in Flag
    ]
    found = [*by_state, total(_("not opened"), left, state=NONE), *flags]
    return [line for line in found if any(number for _item, number, _url in line.cells)]


def _counted(rows):
    """Return item, state and how many of them stand out in which way."""
    among = UtilityTransfer.objects.current().filter(community__in=rows.order_by().values("pk"))
    keys = {flag.value: NARROWED[flag](among).values("pk") for flag in Flag}
    flags = {flag: Count("pk", filter=Q(pk__in=found)) for flag, found in keys.items()}
    grouped = among.order_by().values("item", "state")
    return list(grouped.annotate(number=Count("pk"), **flags))


def _sums(counted, *, state=None, of="number"):
    found = [row for row in counted if state in (None, row["state"])]
    return {item: sum(row[of] for row in found if row["item"] == item) for item in ITEMS}
