"""The closed lists of utility transfers (国办发〔2016〕45号)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Item(models.TextChoices):
    """The four things that are handed over, each on its own."""

    WATER = "water", _("water supply")
    POWER = "power", _("power supply")
    HEAT_GAS = "heat_gas", _("heat or gas supply")
    PROPERTY = "property", pgettext_lazy("utility transfer", "property management")


class State(models.TextChoices):
    """Where a transfer stands; the order depends on the mode."""

    IDENTIFIED = "identified", pgettext_lazy("utility transfer", "identified")
    SURVEYED = "surveyed", pgettext_lazy("utility transfer", "surveyed")
    INTENT_SIGNED = "intent_signed", pgettext_lazy("utility transfer", "intent signed")
    AGREEMENT_SIGNED = "agreement_signed", pgettext_lazy("utility transfer", "agreement signed")
    FUNCTION_TRANSFERRED = (
        "function_transferred",
        pgettext_lazy("utility transfer", "function transferred"),
    )
    ASSETS_TRANSFERRED = (
        "assets_transferred",
        pgettext_lazy("utility transfer", "assets transferred"),
    )
    REBUILDING = "rebuilding", pgettext_lazy("utility transfer", "rebuilding")
    ACCEPTED = "accepted", pgettext_lazy("utility transfer", "rebuilding accepted")
    SETTLED = "settled", pgettext_lazy("utility transfer", "settled")
    CLOSED = "closed", pgettext_lazy("utility transfer", "closed")
    SUSPENDED = "suspended", pgettext_lazy("utility transfer", "suspended")
    CANCELLED = "cancelled", pgettext_lazy("utility transfer", "cancelled")


FINAL_STATES = frozenset({State.CLOSED, State.CANCELLED})
BEFORE_SETTLEMENT = frozenset(State) - {State.SETTLED, State.CLOSED, State.CANCELLED}
UNDER_AGREEMENT = frozenset(
    {
        *(State.AGREEMENT_SIGNED, State.FUNCTION_TRANSFERRED, State.ASSETS_TRANSFERRED),
        *(State.REBUILDING, State.ACCEPTED, State.SETTLED, State.CLOSED),
    }
)

TAKEN = frozenset(State) - FINAL_STATES - {State.IDENTIFIED, State.SUSPENDED, State.SETTLED}
DAYS = {  # the day on which each state was reached
    State.SURVEYED: "surveyed_on",
    State.INTENT_SIGNED: "intent_signed_on",
    State.AGREEMENT_SIGNED: "agreement_signed_on",
    State.FUNCTION_TRANSFERRED: "function_transferred_on",
    State.ASSETS_TRANSFERRED: "assets_transferred_on",
    State.REBUILDING: "rebuilding_begun_on",
    State.ACCEPTED: "accepted_on",
    State.SETTLED: "settled_on",
    State.CLOSED: "closed_on",
}

TONES = {
    State.IDENTIFIED: "neutral",
    State.SURVEYED: "neutral",
    State.INTENT_SIGNED: "info",
    State.AGREEMENT_SIGNED: "info",
    State.FUNCTION_TRANSFERRED: "brand",
    State.ASSETS_TRANSFERRED: "brand",
    State.REBUILDING: "warn",
    State.ACCEPTED: "brand",
    State.SETTLED: "good",
    State.CLOSED: "good",
    State.SUSPENDED: "bad",
    State.CANCELLED: "neutral",
}


class Mode(models.TextChoices):
    """What comes first (SASAC, 2018: transfer first is the rule)."""

    TRANSFER_FIRST = "transfer_first", _("transfer first, rebuild after")
    REBUILD_FIRST = "rebuild_first", _("rebuild first, transfer after")


ORDER = {
    Mode.TRANSFER_FIRST: (
        *(State.AGREEMENT_SIGNED, State.FUNCTION_TRANSFERRED, State.ASSETS_TRANSFERRED),
        *(State.REBUILDING, State.ACCEPTED, State.SETTLED),
    ),
    Mode.REBUILD_FIRST: (
        *(State.AGREEMENT_SIGNED, State.REBUILDING, State.ACCEPTED),
        *(State.FUNCTION_TRANSFERRED, State.ASSETS_TRANSFERRED, State.SETTLED),
    ),
}


def way(mode):
    """Return all states from the first to the last in the order of `mode`."""
    return (State.IDENTIFIED, State.SURVEYED, State.INTENT_SIGNED, *ORDER[mode], State.CLOSED)


class Enterprise(models.TextChoices):
    """Whose compound it was: it decides who pays what."""

    CENTRAL = "central", _("central state enterprise")
    CENTRAL_BANKRUPT = "central_bankrupt", _("central state enterprise, bankrupt by policy")
    LOCAL = "local", _("local state enterprise")


class Receiver(models.TextChoices):
    """Who takes over."""

    UTILITY = "utility", _("supply company")
    STATE_COMPANY = "state_company", _("state-owned property company")
    NAMED_UNIT = "named_unit", _("unit named by the government")
    MARKET = "market", _("company hired by the owners' assembly")
    SELF_MANAGED = "self_managed", _("owners themselves")


ONLY_SUPPLIES = frozenset({Receiver.UTILITY})
ONLY_PROPERTY = frozenset({Receiver.STATE_COMPANY, Receiver.MARKET, Receiver.SELF_MANAGED})


def receivers_of(item):
    """Return who may take `item` over: property goes to a company, unit or the owners (SG-5)."""
    excluded = ONLY_SUPPLIES if item == Item.PROPERTY else ONLY_PROPERTY
    return [kind for kind in Receiver if kind not in excluded]


class Source(models.TextChoices):
    """Where the money comes from."""

    CENTRAL = "central", _("central state-capital budget")
    GROUP = "group", _("group and superior enterprises")
    ENTERPRISE = "enterprise", _("transferring enterprise")
    LOCAL = "local", _("local government")


class Purpose(models.TextChoices):
    """What the money may be spent on."""

    REPAIR = "repair", _("repair and rebuilding")
    FEASIBILITY = "feasibility", _("feasibility study")
    DESIGN = "design", _("design")
    REMOVAL = "removal", _("removal of old equipment")
    CONSTRUCTION = "construction", _("construction")
    SUPERVISION = "supervision", _("supervision of works")


class Filing(models.TextChoices):
    """Where the free transfer of the assets is filed (国办发〔2016〕45号, LAW.md SG-7)."""

    SASAC = "sasac", _("state-asset supervision authority")
    FINANCE = "finance", _("finance department")


class Paper(models.TextChoices):
    """The papers of a transfer that are kept as scans, one for each step that asks for one."""

    AGREEMENT = "agreement", _("transfer agreement")
    LIST = "list", _("list of what was handed over")
    APPROVAL = "approval", _("approval of the group")
    FILING = "filing", _("receipt of the filing")
    ACCEPTANCE = "acceptance", _("acceptance sheet")
    SETTLEMENT = "settlement", _("settlement of the costs")
    OTHER = "other", pgettext_lazy("paper of a transfer", "other paper")


class IssueKind(models.TextChoices):
    """What was left behind."""

    PAPERS = "papers", _("drawings or papers missing")
    TITLE = "title", _("title to land or rooms unclear")
    METERS = "meters", _("households without a meter of their own")
    WORKS = "works", _("works not finished or below standard")
    MONEY = "money", _("money not paid")
    STAFF = "staff", _("people not placed")
    OTHER = "other", pgettext_lazy("legacy issue", "other")
