"""Whether a measure is meant for one compound: by its year and by who manages it. Pure Python."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from communities.choices import ManagementMode
from communities.dossiers.choices import FIT_TONES, Fit

RENEWED_UNTIL = 2000  # built by the end of this year: RN-DEF, RN-HN
KEPT_UNTIL = 2005  # Henan may support those built later, until this year: RN-HN
WITHOUT_COMPANY = {ManagementMode.NONE, ManagementMode.SELF_MANAGED}  # HN-53


@dataclass(frozen=True)
class Fitting:
    """How a measure fits a compound, and why; no reason where every compound of a kind has it."""

    fit: Fit
    reason: str = ""

    @property
    def tone(self):
        """Return the tone of its badge."""
        return FIT_TONES[self.fit]

    @property
    def may_be_had(self):
        """Tell whether its steps are worth taking, as far as anybody knows."""
        return self.fit != Fit.NOT_MEANT


def of(key, compound):
    """Return how the measure `key` fits `compound`; what no rule narrows is meant for its kind."""
    rule = RULES.get(key)
    return rule(compound) if rule else Fitting(Fit.MEANT)


def _by_year(compound):
    year = compound.built_year
    if year is None:
        return Fitting(Fit.UNKNOWN, _("The year built is not recorded."))
    fit = Fit.NOT_MEANT
    if year <= KEPT_UNTIL:
        fit = Fit.MEANT if year <= RENEWED_UNTIL else Fit.OPTIONAL
    return Fitting(fit, _("Built in %(year)s.") % {"year": year})


def _by_management(compound):
    mode = compound.management_mode
    if mode == ManagementMode.UNKNOWN:
        return Fitting(Fit.UNKNOWN, _("Who manages it is not recorded."))
    fit = Fit.MEANT if mode in WITHOUT_COMPANY else Fit.NOT_MEANT
    told = _("Management: %(mode)s.") % {"mode": compound.get_management_mode_display()}
    return Fitting(fit, told)


RULES = {"renovation": _by_year, "community_management": _by_management}
