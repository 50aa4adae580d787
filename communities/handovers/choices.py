"""The closed lists of exit handovers (PMR Art. 29 and 38, Civil Code Art. 949, HN Art. 52)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a handover stands."""

    ANNOUNCED = "announced", pgettext_lazy("exit handover", "announced")
    LISTED = "listed", pgettext_lazy("exit handover", "list drawn up")
    HANDING_OVER = "handing_over", pgettext_lazy("exit handover", "handing over")
    COMPLETED = "completed", pgettext_lazy("exit handover", "completed")
    REFUSED = "refused", pgettext_lazy("exit handover", "refused")
    ORDERED = "ordered", pgettext_lazy("exit handover", "ordered to hand over")
    REFERRED = "referred", pgettext_lazy("exit handover", "referred to enforcement")
    CANCELLED = "cancelled", pgettext_lazy("exit handover", "cancelled")


FINAL_STATES = frozenset({State.COMPLETED, State.REFERRED, State.CANCELLED})
UNDER_WAY = frozenset({State.ANNOUNCED, State.LISTED, State.HANDING_OVER})
UNDER_ORDER = frozenset({State.ORDERED, State.REFERRED})
LIST_IS_OPEN = frozenset(State) - {State.COMPLETED, State.CANCELLED}

TONES = {
    State.ANNOUNCED: "neutral",
    State.LISTED: "info",
    State.HANDING_OVER: "brand",
    State.COMPLETED: "good",
    State.REFUSED: "bad",
    State.ORDERED: "warn",
    State.REFERRED: "bad",
    State.CANCELLED: "neutral",
}


class Receiver(models.TextChoices):
    """Who takes over."""

    COMPANY = "company", _("new property company")
    COMMITTEE = "committee", _("owners' committee")
    RESIDENTS = "residents", _("residents' committee of the community")


class Group(models.TextChoices):
    """What a handover list names; the four groups of papers are those of PMR Art. 29."""

    ROOMS = "rooms", _("property rooms")
    PLANS = "plans", _("papers 1: as-built drawings and acceptance papers")
    EQUIPMENT_PAPERS = "equipment_papers", _("papers 2: installation, use and upkeep of equipment")
    WARRANTY_PAPERS = "warranty_papers", _("papers 3: warranty and instructions for use")
    OTHER_PAPERS = "other_papers", _("papers 4: whatever else management needs")
    EQUIPMENT = "equipment", _("equipment and facilities")
    KEYS = "keys", _("keys, seals and accounts")
    FEES = "fees", _("fees collected in advance")
    FUND_PAPERS = "fund_papers", _("papers of the maintenance fund")
    OWNERS_DATA = "owners_data", _("data on owners")


class Result(models.TextChoices):
    """What became of one item."""

    OPEN = "open", pgettext_lazy("handover item", "open")
    HANDED = "handed", pgettext_lazy("handover item", "handed over")
    MISSING = "missing", pgettext_lazy("handover item", "missing")
    DISPUTED = "disputed", pgettext_lazy("handover item", "disputed")


RESULT_TONES = {
    Result.OPEN: "warn",
    Result.HANDED: "good",
    Result.MISSING: "bad",
    Result.DISPUTED: "bad",
}
TOLD = (Result.MISSING, Result.DISPUTED)  # these say in a note what was found or agreed
