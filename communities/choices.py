"""The closed lists of the register."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """The three kinds of compound; each has its own programme."""

    NEW = "new", _("new compound")
    OLD = "old", _("old compound")
    SOE = "soe", _("state-enterprise compound")
    UNKNOWN = "unknown", _("kind not recorded")


class ManagementMode(models.TextChoices):
    """Who manages the compound; in Henan “no company” is the most common entry."""

    COMPANY = "company", _("property company")
    SELF_MANAGED = "self_managed", _("owners themselves")
    TRUSTEESHIP = "trusteeship", _("trusteeship of the community or street")
    WORK_UNIT = "work_unit", _("the work unit")
    NONE = "none", pgettext_lazy("management", "nobody")
    UNKNOWN = "unknown", pgettext_lazy("management", "not recorded")


class AliasKind(models.TextChoices):
    """Why a compound has a further name."""

    FORMER = "former", _("former name")
    POPULAR = "popular", _("popular name")
    SPELLING = "spelling", _("other spelling")


class ContractKind(models.TextChoices):
    """Who concluded the contract: the developer before the owners could, or the owners."""

    PRELIMINARY = "preliminary", _("preliminary contract")
    ORDINARY = "ordinary", _("ordinary contract")
