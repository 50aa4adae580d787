"""The closed lists of premises: uses, sources of an area, kinds of facilities and of owners."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Use(models.TextChoices):
    """What a unit serves as."""

    DWELLING = "dwelling", _("dwelling")
    SHOP = "shop", _("shop")
    PARKING = "parking", pgettext_lazy("unit", "parking space")
    STORAGE = "storage", _("storage room")


class AreaSource(models.TextChoices):
    """Where the exclusive area is taken from, the strongest first (CC-AREA)."""

    REGISTER = "register", _("real-estate register")
    SURVEY = "survey", _("surveyor's measurement")
    CONTRACT = "contract", _("sale contract")


class Sale(models.TextChoices):
    """How far the developer has parted with a unit (HN-15, CC-HEAD)."""

    UNSOLD = "unsold", pgettext_lazy("unit", "unsold")
    SOLD = "sold", pgettext_lazy("unit", "sold, not delivered")
    DELIVERED = "delivered", pgettext_lazy("unit", "delivered")


WITH_DEVELOPER = frozenset({Sale.UNSOLD, Sale.SOLD})


class OwnerKind(models.TextChoices):
    """Who owns: a person or an organisation."""

    PERSON = "person", _("person")
    ORGANISATION = "organisation", _("organisation")


class Mistake(models.TextChoices):
    """Why an ownership is taken back: a closed list, so that history holds no name."""

    WRONG_OWNER = "wrong_owner", _("somebody else is the owner")
    WRONG_UNIT = "wrong_unit", _("it belongs to another unit")
    WRONG_SHARE = "wrong_share", _("the share or the days are wrong")
    TWICE = "twice", _("entered twice")
    UNDONE = "undone", _("the import was undone")


class FacilityKind(models.TextChoices):
    """What belongs to all owners together (CC-274)."""

    LIFT = "lift", pgettext_lazy("facility", "lift")
    FIRE = "fire", _("fire protection")
    PUMP_ROOM = "pump_room", _("water pump room")
    POWER_ROOM = "power_room", _("power room")
    GATE = "gate", pgettext_lazy("facility", "gate")
    CAMERAS = "cameras", _("camera system")
    PARKING = "parking", pgettext_lazy("facility", "common parking")
    PROPERTY_ROOM = "property_room", _("property-service room")
    CHARGING = "charging", _("charging place")
    GREEN = "green", pgettext_lazy("facility", "green area")
    ROAD = "road", pgettext_lazy("facility", "road")
    OTHER = "other", pgettext_lazy("facility", "other facility")


class Condition(models.TextChoices):
    """What the last look found."""

    UNKNOWN = "unknown", pgettext_lazy("condition", "not looked at")
    GOOD = "good", pgettext_lazy("condition", "in order")
    FAULTY = "faulty", pgettext_lazy("condition", "faulty")
    CLOSED = "closed", pgettext_lazy("condition", "out of use")


TONES = {
    Condition.UNKNOWN: "neutral",
    Condition.GOOD: "good",
    Condition.FAULTY: "warn",
    Condition.CLOSED: "bad",
    Sale.UNSOLD: "info",
    Sale.SOLD: "warn",
    Sale.DELIVERED: "good",
}
