"""What the register itself shows of a dossier: read from rows, never ticked by hand."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from communities.choices import ContractKind, ManagementMode
from communities.dossiers import items
from communities.dossiers.choices import Answer
from communities.models import (
    CommonFacility,
    Community,
    DossierEntry,
    LegacyIssue,
    ServiceContract,
    UtilityTransfer,
)
from communities.premises import totals
from communities.premises.choices import FacilityKind
from communities.transfers.choices import Item as Supply

MANAGED = (
    *(ManagementMode.COMPANY, ManagementMode.SELF_MANAGED),
    *(ManagementMode.TRUSTEESHIP, ManagementMode.WORK_UNIT),
)
PER_SUPPLY = {f"transfer_{supply}" for supply in Supply}  # items of a dossier


@dataclass(frozen=True)
class Fact:
    """One fact: of which compounds it holds, which row shows it, on which page it is entered.

    holds(ids) → the ids among them; row(compound) → a row with an address, or None;
    entered_at(compound) → the address of the page where it is entered;
    lacks(compound) → what it still takes, in words, where something is there already.
    """

    holds: Callable
    row: Callable
    entered_at: Callable
    lacks: Callable = lambda compound: ""


def _page(name, begun=None):
    """Return where a fact is entered: what is `begun(compound)` already, else the page `name`."""

    def address(compound):
        row = begun(compound).order_by("pk").first() if begun else None
        return row.get_absolute_url() if row else reverse(name, args=[compound.pk])

    return address


def _contracts(kinds):
    standing = ServiceContract.objects.standing().filter(kind__in=kinds)
    return _page("communities:contract_add", lambda compound: standing.filter(community=compound))


def _of_rows(rows, entered_at):
    """Return the fact that a compound has one of `rows()`."""
    return Fact(
        holds=lambda ids: set(rows().filter(community__in=ids).values_list("community", flat=True)),
        row=lambda compound: rows().filter(community=compound).order_by("pk").first(),
        entered_at=entered_at,
    )


def _filed_contracts():
    standing = ServiceContract.objects.standing().select_related("community", "company")
    return standing.filter(kind=ContractKind.PRELIMINARY, filed_on__isnull=False)


def _filed_takeovers():
    standing = ServiceContract.objects.standing().select_related("community", "company")
    return standing.filter(takeover_filed_on__isnull=False)


def _property_room(compound):
    standing = CommonFacility.objects.standing().select_related("community")
    rooms = standing.filter(kind=FacilityKind.PROPERTY_ROOM, community=compound)
    return rooms.order_by("pk").first()


def _large_enough(ids):
    """Return those whose property-service rooms are as large as the law asks (HN-11)."""
    compounds = Community.objects.filter(pk__in=ids)
    return {pk for pk, found in totals.rooms_of(compounds).items() if found.is_enough}


def _rooms_lack(compound):
    """Return what the rooms of a compound still lack, in words; "" before one is recorded."""
    found = totals.rooms_of([compound])[compound.pk]
    return found.shortage if found.area or _property_room(compound) else ""


def _where_rooms_grow(compound):
    """Return where it goes on: a first room, the floor area to compare with, the room's area."""
    room = _property_room(compound)
    if room and compound.floor_area:
        return room.get_absolute_url()
    return reverse(f"communities:{'change' if room else 'facility_add'}", args=[compound.pk])


def _transferred(supply):
    def rows():
        standing = UtilityTransfer.objects.standing().select_related("community")
        return standing.filter(item=supply, function_transferred_on__isnull=False)

    return rows


def _transfers(supply=None):
    standing = UtilityTransfer.objects.standing()
    standing = standing.filter(item=supply) if supply else standing
    return _page("communities:transfer_add", lambda compound: standing.filter(community=compound))


def _every_supply(ids, **reached):
    """Return the ids with a transfer whose every supply `reached` that, or does not apply there."""
    rows = UtilityTransfer.objects.standing().filter(community__in=ids, **reached)
    done = defaultdict(set)
    for pk, supply in rows.values_list("community", "item"):
        done[pk].add(f"transfer_{supply}")
    spared = DossierEntry.objects.standing().filter(
        community__in=done, item__in=PER_SUPPLY, answer=Answer.NOT_APPLICABLE
    )
    for pk, item in spared.values_list("community", "item"):
        done[pk].add(item)
    return {pk for pk, items_of in done.items() if items_of == PER_SUPPLY}


def _all_agreed(ids):
    return _every_supply(ids, agreement_signed_on__isnull=False)


def _nothing_left_behind(ids):
    left = LegacyIssue.objects.standing()
    left = left.filter(transfer__community__in=ids, resolved_at__isnull=True)
    over = _every_supply(ids, function_transferred_on__isnull=False)
    return over - set(left.values_list("transfer__community", flat=True))


def _first_transfer(compound):
    return compound.transfers.standing().select_related("community").order_by("pk").first()


def _managed(ids):
    rows = Community.objects.filter(pk__in=ids, management_mode__in=MANAGED)
    return set(rows.values_list("pk", flat=True))


FACTS = {
    "preliminary_contract_filed": _of_rows(
        _filed_contracts, _contracts([ContractKind.PRELIMINARY])
    ),
    "takeover_filed": _of_rows(_filed_takeovers, _contracts(ContractKind.values)),
    "property_rooms_suffice": Fact(
        _large_enough, _property_room, _where_rooms_grow, lacks=_rooms_lack
    ),
    "managed_by_somebody": Fact(_managed, lambda compound: compound, _page("communities:change")),
    "agreements_signed": Fact(_all_agreed, _first_transfer, _transfers()),
    "legacy_issues_closed": Fact(_nothing_left_behind, _first_transfer, _transfers()),
    **{
        f"{supply}_transferred": _of_rows(_transferred(supply), _transfers(supply))
        for supply in Supply
    },
}


def proven(compounds):
    """Return compound id → names of the facts that hold; each fact of their kinds is asked once."""
    found = {compound.pk: set() for compound in compounds}
    by_kind = {}
    for compound in compounds:
        by_kind.setdefault(compound.kind, []).append(compound.pk)
    for kind, ids in by_kind.items():
        for item in items.of(kind):
            if item.fact:
                for pk in FACTS[item.fact].holds(ids):
                    found[pk].add(item.fact)
    return found
