"""The utility transfer (三供一业): one per compound and item."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models.communities import Community
from communities.models.companies import PropertyCompany
from communities.transfers import shares
from communities.transfers.choices import (
    FINAL_STATES,
    ORDER,
    TONES,
    UNDER_AGREEMENT,
    Enterprise,
    Item,
    Mode,
    Receiver,
    Source,
    State,
)
from communities.transfers.workflow import WORKFLOW
from puyang_property.core.querysets import ScopedQuerySet
from puyang_property.core.refusals import TransitionNotAllowed

YUAN = {"max_digits": 14, "decimal_places": 2, "validators": [MinValueValidator(Decimal())]}
SIGNED = sorted(UNDER_AGREEMENT)
HANDED_OVER = sorted({State.ASSETS_TRANSFERRED, State.SETTLED, State.CLOSED})


class UtilityTransferQuerySet(ScopedQuerySet):
    """Transfers by where they stand."""

    def standing(self):
        """Return those not cancelled: one per compound and item."""
        return self.exclude(state=State.CANCELLED)

    def unfinished(self):
        """Return those that somebody still has to carry on."""
        return self.exclude(state__in=FINAL_STATES)


class UtilityTransfer(models.Model):
    """One supply of one compound on its way from a state enterprise to its receiver."""

    area_lookup = "community__area_path"
    workflow = WORKFLOW

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="transfers", verbose_name=_("compound")
    )
    item = models.CharField(_("item"), max_length=10, choices=Item)
    state = models.CharField(_("state"), max_length=22, choices=State, default=State.IDENTIFIED)
    resume_state = models.CharField(max_length=22, choices=State, blank=True, editable=False)
    mode = models.CharField(_("order"), max_length=15, choices=Mode, default=Mode.TRANSFER_FIRST)
    enterprise = models.CharField(_("transferring enterprise"), max_length=200)
    enterprise_kind = models.CharField(_("kind of enterprise"), max_length=20, choices=Enterprise)
    receiver_kind = models.CharField(
        _("kind of receiver"), max_length=15, choices=Receiver, blank=True
    )
    receiver = models.CharField(_("receiver"), max_length=200, blank=True)
    company = models.ForeignKey(
        PropertyCompany,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers",
        verbose_name=_("receiving property company"),
    )
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    metered = models.PositiveIntegerField(
        _("households with a meter of their own"), null=True, blank=True
    )
    assets = models.TextField(_("assets handed over"), blank=True)
    assets_value = models.DecimalField(_("book value (yuan)"), null=True, blank=True, **YUAN)
    surveyed_on = models.DateField(_("surveyed on"), null=True, blank=True)
    intent_signed_on = models.DateField(_("intent signed on"), null=True, blank=True)
    agreement_signed_on = models.DateField(_("agreement signed on"), null=True, blank=True)
    agreement_number = models.CharField(_("agreement number"), max_length=100, blank=True)
    unit_price = models.DecimalField(_("price per household (yuan)"), null=True, blank=True, **YUAN)
    agreed_total = models.DecimalField(_("agreed total (yuan)"), null=True, blank=True, **YUAN)
    function_transferred_on = models.DateField(_("function transferred on"), null=True, blank=True)
    approval_number = models.CharField(_("approval of the group"), max_length=100, blank=True)
    assets_transferred_on = models.DateField(_("assets transferred on"), null=True, blank=True)
    rebuilding_begun_on = models.DateField(_("rebuilding begun on"), null=True, blank=True)
    accepted_on = models.DateField(_("works accepted on"), null=True, blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = UtilityTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("utility transfer")
        verbose_name_plural = _("utility transfers")
        ordering = ["community", "item", "id"]
        permissions = [
            ("carry_utilitytransfer", "Can carry a utility transfer on"),
            ("settle_utilitytransfer", "Can settle, close or cancel a utility transfer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "item"],
                condition=~Q(state=State.CANCELLED),
                name="transfer_one_per_compound_and_item",
                violation_error_message=_("This item of this compound has a transfer already."),
            ),
            models.CheckConstraint(
                condition=(Q(state=State.SUSPENDED) & ~Q(resume_state=""))
                | (~Q(state=State.SUSPENDED) & Q(resume_state="")),
                name="transfer_suspended_iff_resume_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SIGNED)
                | (
                    Q(agreement_signed_on__isnull=False, agreed_total__isnull=False)
                    & ~Q(receiver_kind="")
                ),
                name="transfer_signed_names_receiver_and_money",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HANDED_OVER)
                | (
                    Q(function_transferred_on__isnull=False, assets_transferred_on__isnull=False)
                    & ~Q(approval_number="")
                ),
                name="transfer_assets_follow_function_and_approval",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.SETTLED, State.CLOSED], settled_on__isnull=False)
                | (~Q(state__in=[State.SETTLED, State.CLOSED]) & Q(settled_on__isnull=True)),
                name="transfer_settled_iff_settled_on",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_on__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_on__isnull=True)),
                name="transfer_closed_iff_closed_on",
            ),
            models.CheckConstraint(
                condition=Q(metered__isnull=True)
                | Q(households__isnull=True)
                | Q(metered__lte=models.F("households")),
                name="transfer_metered_within_households",
                violation_error_message=_("There cannot be more meters than households."),
            ),
        ]
        indexes = [models.Index(fields=["state", "item", "id"], name="transfer_state")]

    def __str__(self):
        return f"{self.community}: {self.get_item_display()}"

    def get_absolute_url(self):
        """Return the transfer's page at the desk."""
        return reverse("communities:transfer", args=[self.pk])

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.community.area_path

    @property
    def state_tone(self):
        """Return the tone of the state's badge."""
        return TONES.get(self.state, "neutral")

    @property
    def is_late(self):
        """Tell whether the function was handed over after 2018."""
        return shares.is_late(self.function_transferred_on)

    @property
    def costs_total(self):
        """Return the yuan of all costs that stand."""
        return _sum(self.costs.standing())

    @property
    def subsidy(self):
        """Return the yuan that the central budget gives."""
        return _sum(self.fundings.filter(source=Source.CENTRAL))

    @property
    def claw_back(self):
        """Return the yuan of subsidy that go back as things stand (SG-8)."""
        is_transferred = self.function_transferred_on is not None
        return shares.claw_back(self.subsidy, is_transferred=is_transferred)

    def settlement_problems(self):
        """Return what stands in the way of a settlement, in words: SG-3, SG-8."""
        given = self.fundings.values_list("source", "amount")
        paid = {Source(source): amount for source, amount in given}
        found = shares.problems(self.enterprise_kind, self.costs_total, paid)
        if self.claw_back:
            found.append(_("Nothing was really handed over: the subsidy goes back."))
        return found

    def blocks(self, transition, actor):
        """Return why the order of the mode keeps `transition` from being next, or None."""
        order = ORDER[self.mode]
        if self.state not in order or transition.target not in order:
            return None
        if order.index(transition.target) == order.index(self.state) + 1:
            return None
        return TransitionNotAllowed(
            _("“%(mode)s”: another step comes first.") % {"mode": self.get_mode_display()}
        )


def _sum(rows):
    """Return the sum of the amounts of `rows`."""
    zero = Decimal("0.00")
    return rows.aggregate(total=Coalesce(Sum("amount"), zero))["total"]
