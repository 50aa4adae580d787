"""The contract by which a company serves a compound."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.choices import ContractKind
from communities.models.communities import Community
from communities.models.companies import PropertyCompany
from puyang_property.core.querysets import ScopedQuerySet

ORDER_OF_DAYS = (  # (earlier, later, what to say)
    ("starts_on", "ends_on", _("The contract ends on or after the day it starts.")),
    ("starts_on", "terminated_on", _("It is ended on or after the day it starts.")),
    ("signed_on", "filed_on", _("A contract is filed after it is signed.")),
    ("taken_over_on", "takeover_filed_on", _("A take-over is filed after it happens.")),
)


def _in_order(earlier, later):
    return (
        Q(**{f"{earlier}__isnull": True})
        | Q(**{f"{later}__isnull": True})
        | Q(**{f"{later}__gte": F(earlier)})
    )


class ServiceContractQuerySet(ScopedQuerySet):
    """Contracts by what is in force."""

    def standing(self):
        """Return those not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def in_force(self, on=None):
        """Return those that run on that day (today); an unknown start or end stays open."""
        on = on or timezone.localdate()
        return self.standing().filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=on),
            Q(terminated_on__isnull=True) | Q(terminated_on__gte=on),
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        )


class ServiceContract(models.Model):
    """One company serves one compound for a term; unknown days stay empty."""

    area_lookup = "community__area_path"

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="contracts", verbose_name=_("compound")
    )
    company = models.ForeignKey(
        PropertyCompany, models.PROTECT, related_name="contracts", verbose_name=_("company")
    )
    kind = models.CharField(
        _("kind"), max_length=15, choices=ContractKind, default=ContractKind.ORDINARY
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The last day; empty means no fixed term.")
    )
    taken_over_on = models.DateField(_("compound taken over on"), null=True, blank=True)
    takeover_filed_on = models.DateField(_("take-over filed on"), null=True, blank=True)
    terminated_on = models.DateField(
        _("ended early on"), null=True, blank=True, help_text=_("The last day of service.")
    )
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ServiceContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("service contract")
        verbose_name_plural = _("service contracts")
        ordering = ["community", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ContractKind.values), name="contract_kind_is_known"
            ),
            *(
                models.CheckConstraint(
                    condition=_in_order(earlier, later),
                    name=f"contract_{later}_not_before_{earlier}",
                    violation_error_message=message,
                )
                for earlier, later, message in ORDER_OF_DAYS
            ),
            # One area, one provider (PMR-33). int8range stands in for btree_gist; the casts
            # let Django ask the same question before it saves.
            ExclusionConstraint(
                name="contract_one_provider_at_a_time",
                expressions=[
                    (
                        Func("community", "community", Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            Cast("starts_on", models.DateField()),
                            Cast(Coalesce("terminated_on", "ends_on"), models.DateField()),
                            Value("[]"),
                            function="daterange",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message=_(
                    "Another company has a contract for part of this time: "
                    "one compound, one provider. End that contract first."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.community}: {self.company}"

    def get_absolute_url(self):
        """Return the contract's page at the desk."""
        return reverse("communities:contract_detail", args=[self.pk])

    def clean(self):
        """Refuse days in the wrong order, each at its own field."""
        super().clean()
        errors = {
            later: message
            for earlier, later, message in ORDER_OF_DAYS
            if getattr(self, earlier)
            and getattr(self, later)
            and getattr(self, later) < getattr(self, earlier)
        }
        if errors:
            raise ValidationError(errors)

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.community.area_path

    @property
    def area_path(self):
        """Return the path of the compound, for the clock."""
        return self.community.area_path

    @property
    def last_day(self):
        """Return the last day of service as far as it is known."""
        return self.terminated_on or self.ends_on
