"""The contract by which a company serves a compound."""

from datetime import date
from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.choices import Charging, ContractKind, EndCause, ManagementMode, Selection
from communities.handovers.choices import State
from communities.models.communities import Community
from communities.models.companies import PropertyCompany
from puyang_property.core.models.cleaning import LeanCleaning
from puyang_property.core.querysets import ScopedQuerySet

ORDER_OF_DAYS = (  # (earlier, later, what to say)
    ("starts_on", "ends_on", _("The contract ends on or after the day it starts.")),
    ("starts_on", "terminated_on", _("It is ended on or after the day it starts.")),
    ("signed_on", "filed_on", _("A contract is filed after it is signed.")),
    ("taken_over_on", "takeover_filed_on", _("A take-over is filed after it happens.")),
)
FEES = ("fee_dwelling", "fee_shop", "fee_other")
HANDED_OVER = sorted(set(State) - {State.CANCELLED})
NO_END = date.max  # a term without a last day
FEE = {"max_digits": 8, "decimal_places": 2, "validators": [MinValueValidator(Decimal())]}


def _last_day():
    """Return the expression of the last day: a continuing contract runs until it is ended."""
    ended, ends = (Cast(name, models.DateField()) for name in ("terminated_on", "ends_on"))
    known = Case(When(continued_on__isnull=False, then=ended), default=Coalesce(ended, ends))
    never = Cast(Value(NO_END.isoformat()), models.DateField())
    return Coalesce(known, never, output_field=models.DateField())


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
            last_on__gte=on,
        )

    def ended(self, on=None):
        """Return those whose last day lies before that day (today)."""
        return self.standing().filter(last_on__lt=on or timezone.localdate())

    def continuing(self, on=None):
        """Return those whose term ran out without a decision while the service goes on (CC-948).

        Nobody ended or handed them over, no other contract followed, and a company still manages
        the compound; whether that was confirmed stands in `continued_on`.
        """
        on = on or timezone.localdate()
        followers = ServiceContract.objects.standing().filter(
            community=OuterRef("community"), starts_on__gt=OuterRef("ends_on"), starts_on__lte=on
        )
        rows = self.standing().exclude(handovers__state__in=HANDED_OVER)
        return rows.filter(
            Q(terminated_on__isnull=True) | Q(continued_on__isnull=False, terminated_on__gte=on),
            ~Exists(followers),
            ends_on__lt=on,
            community__management_mode=ManagementMode.COMPANY,
        )

    def unfiled(self):
        """Return those signed and still to be filed with county and street (HN-49)."""
        return self.standing().filter(signed_on__isnull=False, filed_on__isnull=True)

    def ending(self, until, on=None):
        """Return those in force whose last day comes until `until`."""
        return self.in_force(on).filter(last_on__lte=until)


class ServiceContract(LeanCleaning, models.Model):
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
    end_cause = models.CharField(
        _("why it ended"), max_length=12, choices=EndCause, blank=True, editable=False
    )
    continued_on = models.DateField(
        _("continuation confirmed on"), null=True, blank=True, editable=False
    )
    agreed_notice_days = models.PositiveSmallIntegerField(
        _("notice agreed in the contract (days)"),
        null=True,
        blank=True,
        help_text=_("Empty: as the law says."),
    )
    assembly_called_on = models.DateField(
        _("owners' assembly called on"),
        null=True,
        blank=True,
        help_text=_("To decide before the term ends (HN Art. 51)."),
    )
    delivery_on = models.DateField(_("compound delivered to the owners on"), null=True, blank=True)
    inspected_on = models.DateField(_("take-over inspection finished on"), null=True, blank=True)
    number = models.CharField(_("contract number"), max_length=60, blank=True)
    selection = models.CharField(
        _("how the company was chosen"),
        max_length=10,
        choices=Selection,
        default=Selection.UNKNOWN,
    )
    charging = models.CharField(
        _("charging"), max_length=10, choices=Charging, default=Charging.UNKNOWN
    )
    fee_dwelling = models.DecimalField(
        _("fee for dwellings (yuan/m² a month)"), null=True, blank=True, **FEE
    )
    fee_shop = models.DecimalField(
        _("fee for shops (yuan/m² a month)"), null=True, blank=True, **FEE
    )
    fee_other = models.DecimalField(
        _("fee for other uses (yuan/m² a month)"), null=True, blank=True, **FEE
    )
    service_level = models.CharField(
        _("agreed level of service"),
        max_length=200,
        blank=True,
        help_text=_("As the contract words it."),
    )
    last_on = models.GeneratedField(
        verbose_name=_("last day of service"),
        expression=_last_day(),
        output_field=models.DateField(),
        db_persist=True,
    )
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ServiceContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("service contract")
        verbose_name_plural = _("service contracts")
        ordering = ["community", "-id"]
        indexes = [
            models.Index(fields=["last_on", "id"], name="contract_by_last_day"),
            models.Index(fields=["created_at", "id"], name="contract_by_entry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ContractKind.values), name="contract_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(charging__in=Charging.values) & Q(selection__in=Selection.values),
                name="contract_charging_and_selection_are_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ContractKind.PRELIMINARY, selection=Selection.ASSEMBLY),
                name="contract_preliminary_is_not_chosen_by_owners",
                violation_error_message=_(
                    "A company that the owners' assembly chose has an ordinary contract."
                ),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{fee}__isnull": True}) | Q(**{f"{fee}__gte": 0}),
                    name=f"contract_{fee}_not_negative",
                    violation_error_message=_("A fee is not negative."),
                )
                for fee in FEES
            ),
            models.CheckConstraint(
                condition=Q(end_cause="")
                | Q(end_cause__in=EndCause.values, terminated_on__isnull=False),
                name="contract_end_cause_only_with_its_day",
            ),
            models.CheckConstraint(
                condition=Q(continued_on__isnull=True)
                | Q(ends_on__isnull=False, continued_on__gt=F("ends_on")),
                name="contract_continues_only_after_its_term",
                violation_error_message=_("A contract continues only after its term ran out."),
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
                            _last_day(),
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
    def ended_without_notice(self):
        """Tell whether a continuing contract was ended by the next one without a notice."""
        superseded = self.continued_on and self.end_cause == EndCause.SUPERSEDED
        return bool(superseded) and not self.end_notices.standing().exists()

    @property
    def last_day(self):
        """Return the last day of service as far as it is known."""
        return self.terminated_on or (None if self.continued_on else self.ends_on)
