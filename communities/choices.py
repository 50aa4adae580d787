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


class CompanyAliasKind(models.TextChoices):
    """Why a company has a further name."""

    SHORT = "short", _("short name")
    FORMER = "former", _("former name")
    SPELLING = "spelling", _("other spelling")


class Charging(models.TextChoices):
    """How the company is paid."""

    LUMP_SUM = "lump_sum", _("lump sum")
    COMMISSION = "commission", _("commission")
    UNKNOWN = "unknown", pgettext_lazy("charging", "not recorded")


class Selection(models.TextChoices):
    """How the company was chosen."""

    TENDER = "tender", _("tender")
    AGREEMENT = "agreement", _("agreement approved by the county (PMR Art. 24)")
    ASSEMBLY = "assembly", _("decision of the owners' assembly")
    UNKNOWN = "unknown", pgettext_lazy("selection", "not recorded")


class EndCause(models.TextChoices):
    """Why a contract ended on its last day."""

    SUPERSEDED = "superseded", _("a new contract took effect")
    DISMISSED = "dismissed", _("the owners dismissed the company")
    NOT_RENEWED = "not_renewed", _("the company did not renew")
    NOTICE = "notice", _("notice after the term")
    AGREED = "agreed", _("both sides agreed")
    OTHER = "other", pgettext_lazy("end of a contract", "other")


class NoticeKind(models.TextChoices):
    """What a notice says: each has its article and its length."""

    DISMISSAL = "dismissal", _("the owners dismiss the company")
    NONRENEWAL = "nonrenewal", _("the company will not renew")
    CONTINUED = "continued", _("one side ends a continuing contract")


class NoticeParty(models.TextChoices):
    """Who gives a notice."""

    OWNERS = "owners", pgettext_lazy("notice", "the owners")
    COMPANY = "company", pgettext_lazy("notice", "the company")


NOTICE_GIVERS = {  # kind of notice → who may give it
    NoticeKind.DISMISSAL: (NoticeParty.OWNERS,),
    NoticeKind.NONRENEWAL: (NoticeParty.COMPANY,),
    NoticeKind.CONTINUED: (NoticeParty.OWNERS, NoticeParty.COMPANY),
}
NOTICE_CAUSES = {
    NoticeKind.DISMISSAL: EndCause.DISMISSED,
    NoticeKind.NONRENEWAL: EndCause.NOT_RENEWED,
    NoticeKind.CONTINUED: EndCause.NOTICE,
}
