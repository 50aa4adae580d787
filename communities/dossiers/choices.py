"""The closed lists of dossiers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Party(models.TextChoices):
    """Who owes a paper."""

    DEVELOPER = "developer", _("developer")
    COMPANY = "company", _("property company")
    COMMITTEE = "committee", _("owners' committee")
    STREET = "street", _("street office")
    DISTRICT = "district", _("district housing office")
    ENTERPRISE = "enterprise", _("transferring enterprise")
    RECEIVER = "receiver", _("receiver of the supply")


class Answer(models.TextChoices):
    """What the dossier says about an item; what nobody has recorded is missing."""

    PRESENT = "present", pgettext_lazy("dossier", "present")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("dossier", "not applicable")


class Standing(models.TextChoices):
    """How an item stands on the page."""

    PRESENT = "present", pgettext_lazy("dossier", "present")
    MISSING = "missing", pgettext_lazy("dossier", "missing")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("dossier", "not applicable")


TONES = {
    Standing.PRESENT: "good",
    Standing.MISSING: "warn",
    Standing.NOT_APPLICABLE: "neutral",
}


class Fit(models.TextChoices):
    """Whether a measure is meant for one compound."""

    MEANT = "meant", pgettext_lazy("measure", "meant for it")
    OPTIONAL = "optional", pgettext_lazy("measure", "may be supported")
    NOT_MEANT = "not_meant", pgettext_lazy("measure", "not meant for it")
    UNKNOWN = "unknown", pgettext_lazy("measure", "cannot be said yet")


FIT_TONES = {
    Fit.MEANT: "good",
    Fit.OPTIONAL: "info",
    Fit.NOT_MEANT: "neutral",
    Fit.UNKNOWN: "warn",
}


class Confidence(models.TextChoices):
    """How sure we are of a basis, as in the rulebook."""

    READ = "V", pgettext_lazy("confidence", "read in the law")
    QUOTED = "V2", pgettext_lazy("confidence", "quoted by others")
    REMEMBERED = "M", pgettext_lazy("confidence", "from memory: to be checked")
    OPEN = "U", pgettext_lazy("confidence", "open: for the legal office")
