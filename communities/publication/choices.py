"""The closed lists of what is public about a compound."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Group(models.TextChoices):
    """The six groups of information that a provider shows on the spot (HN-39, CC-943)."""

    PROVIDER = "provider", _("provider, contacts and complaint telephone")
    CONTRACT = "contract", _("contract, service standard and fees")
    MAINTENANCE = "maintenance", _("maintenance contractors of the facilities")
    ACCOUNTS = "accounts", _("fees paid, shared utility costs, common income")
    PARKING = "parking", _("parking and its income")
    OTHER = "other", pgettext_lazy("published information", "other information")


class Standing(models.TextChoices):
    """How a compound stands with one group."""

    CURRENT = "current", pgettext_lazy("published information", "current")
    OUTDATED = "outdated", pgettext_lazy("published information", "outdated")
    NEVER = "never", pgettext_lazy("published information", "never published")


class NoticeKind(models.TextChoices):
    """What a public notice is about."""

    ASSEMBLY = "assembly", _("owners' assembly")
    COMMITTEE = "committee", _("owners' committee")
    FUND_USE = "fund_use", _("use of the maintenance fund")
    FEE_CHANGE = "fee_change", _("change of fees")
    RENOVATION = "renovation", _("renovation of old compounds")
    TENDER = "tender", _("tender for property service")
    SAFETY = "safety", _("safety")
    RESIDENTS = "residents", pgettext_lazy("public notice", "affairs of the residents' committee")
    OTHER = "other", pgettext_lazy("public notice", "other matters")


class NoticeState(models.TextChoices):
    """Where a notice stands; whether it is on display follows from its days."""

    DRAFT = "draft", pgettext_lazy("public notice", "draft")
    PUBLISHED = "published", pgettext_lazy("public notice", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("public notice", "withdrawn")


class ContactKind(models.TextChoices):
    """Which post answers the telephone; in the order in which residents look for it."""

    REPAIR = "repair", _("24-hour repair")
    LIFT_RESCUE = "lift_rescue", _("lift rescue")
    PROPERTY_MANAGER = "property_manager", _("property manager")
    BUILDING_HEAD = "building_head", _("head of a building")
    GRID_WORKER = "grid_worker", _("grid worker")
    COMMUNITY_SECRETARY = "community_secretary", _("secretary of the community")
    RESIDENTS_COMMITTEE = "residents_committee", _("residents' committee")
    STREET_OFFICE = "street_office", _("property office of the street")
    OTHER = "other", pgettext_lazy("whom to call", "other contact")


HEADINGS = {  # what a column of a table has room for
    Group.PROVIDER: pgettext_lazy("published information", "provider"),
    Group.CONTRACT: pgettext_lazy("published information", "contract and fees"),
    Group.MAINTENANCE: pgettext_lazy("published information", "maintenance"),
    Group.ACCOUNTS: pgettext_lazy("published information", "accounts"),
    Group.PARKING: pgettext_lazy("published information", "parking"),
    Group.OTHER: pgettext_lazy("published information", "other"),
}
STANDING_TONES = {
    Standing.CURRENT: "good",
    Standing.OUTDATED: "warn",
    Standing.NEVER: "bad",
}
NOTICE_TONES = {
    NoticeState.DRAFT: "neutral",
    NoticeState.PUBLISHED: "good",
    NoticeState.WITHDRAWN: "bad",
}
