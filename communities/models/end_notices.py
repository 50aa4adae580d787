"""The notice by which one side ends a service contract."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.choices import NOTICE_GIVERS, NoticeKind, NoticeParty
from communities.models.contracts import ServiceContract
from puyang_property.core.querysets import ScopedQuerySet


class EndNoticeQuerySet(ScopedQuerySet):
    """Notices that end contracts."""

    def standing(self):
        """Return those not taken back: one for a contract."""
        return self.filter(withdrawn_at__isnull=True)


def _givers():
    """Return the condition that each kind of notice comes from a side that may give it."""
    fits = Q()
    for kind, givers in NOTICE_GIVERS.items():
        fits |= Q(kind=kind, given_by__in=list(givers))
    return fits


class EndNotice(models.Model):
    """Who told the other side when, which last day it names, and how early the law wanted it.

    The latest days are kept as they were counted: a later change of a rule rewrites nothing.
    """

    area_lookup = "contract__community__area_path"

    contract = models.ForeignKey(
        ServiceContract, models.PROTECT, related_name="end_notices", verbose_name=_("contract")
    )
    kind = models.CharField(_("what it says"), max_length=12, choices=NoticeKind)
    given_by = models.CharField(_("given by"), max_length=8, choices=NoticeParty)
    given_on = models.DateField(_("given on"))
    ends_on = models.DateField(_("last day of service"))
    street_told_on = models.DateField(
        _("reported to the street on"),
        null=True,
        blank=True,
        help_text=_("A company that does not renew reports to the street as well (HN Art. 51)."),
    )
    latest_on = models.DateField(_("latest day under the contract or the Civil Code"))
    latest_henan_on = models.DateField(
        _("latest day under the Henan regulation"), null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = EndNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of end")
        verbose_name_plural = _("notices of end")
        ordering = ["-given_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(withdrawn_at__isnull=True),
                name="end_notice_one_for_a_contract",
                violation_error_message=_("A notice for this contract is recorded already."),
            ),
            models.CheckConstraint(
                condition=_givers(),
                name="end_notice_comes_from_who_may_give_it",
                violation_error_message=_("Owners dismiss; a company does not renew."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("given_on")),
                name="end_notice_ends_after_it_was_given",
                violation_error_message=_("The last day lies on or after the day of the notice."),
            ),
        ]

    def __str__(self):
        return f"{self.contract}: {self.get_kind_display()}"

    def get_absolute_url(self):
        """Return the contract's page at the desk."""
        return self.contract.get_absolute_url()

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.contract.scope_path

    @property
    def is_late(self):
        """Tell whether it came later than the contract or the Civil Code allows."""
        return self.given_on > self.latest_on

    @property
    def is_late_in_henan(self):
        """Tell whether it came later than the Henan regulation allows."""
        return self.latest_henan_on is not None and self.given_on > self.latest_henan_on
