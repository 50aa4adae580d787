"""The utility transfer (三供一业): one per compound and item."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models.communities import Community
from communities.models.companies import PropertyCompany
from communities.models.transfer_rows import UtilityTransferQuerySet
from communities.models.transfer_rules import CONSTRAINTS
from communities.transfers import shares
from communities.transfers.choices import (
    BEFORE_SETTLEMENT,
    DAYS,
    ORDER,
    TONES,
    Enterprise,
    Filing,
    Item,
    Mode,
    Receiver,
    Source,
    State,
    way,
)
from communities.transfers.workflow import WORKFLOW
from puyang_property.core.models.cleaning import LeanCleaning
from puyang_property.core.refusals import TransitionNotAllowed

YUAN = {"max_digits": 14, "decimal_places": 2, "validators": [MinValueValidator(Decimal())]}


class UtilityTransfer(LeanCleaning, models.Model):
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
    filed_on = models.DateField(_("transfer of the assets filed on"), null=True, blank=True)
    filed_with = models.CharField(_("filed with"), max_length=10, choices=Filing, blank=True)
    filing_number = models.CharField(_("number of the filing"), max_length=100, blank=True)
    money_received_on = models.DateField(
        _("rebuilding money with the receiver since"), null=True, blank=True
    )
    rebuilding_begun_on = models.DateField(_("rebuilding begun on"), null=True, blank=True)
    accepted_on = models.DateField(_("works accepted on"), null=True, blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
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
        constraints = CONSTRAINTS
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
        handed_over = self.function_transferred_on is not None
        is_transferred = handed_over and self.state != State.CANCELLED
        return shares.claw_back(self.subsidy, is_transferred=is_transferred)

    @property
    def paid(self):
        """Return the yuan that each source gives, {Source: yuan}."""
        given = self.fundings.values_list("source", "amount")
        return {Source(source): amount for source, amount in given}

    @property
    def lacks_filing(self):
        """Tell whether its assets went over and no filing of that is recorded (SG-7)."""
        return self.is_standing and bool(self.assets_transferred_on) and self.filed_on is None

    @property
    def is_changeable(self):
        """Tell whether facts and money may still change."""
        return self.state in BEFORE_SETTLEMENT and self.withdrawn_at is None

    @property
    def is_standing(self):
        """Tell whether it is the one of its compound and item: neither cancelled nor taken back."""
        return self.state != State.CANCELLED and self.withdrawn_at is None

    @property
    def needs_meters(self):
        """Tell whether each household gets a meter of its own: property management has none."""
        return self.item != Item.PROPERTY

    @property
    def last_day(self):
        """Return the day of the last step that was taken, None before the first."""
        here = self.resume_state or self.state
        states = way(self.mode)
        taken = states[: states.index(here) + 1] if here in states else ()
        days = [getattr(self, DAYS[state]) for state in taken if state in DAYS]
        return max(filter(None, days), default=None)

    @property
    def state_before(self):
        """Return the state that the last step came from."""
        states = way(self.mode)
        earlier = reversed(states[: states.index(self.state)])
        return next((s for s in earlier if s not in DAYS or getattr(self, DAYS[s])), states[0])

    def settlement_problems(self):
        """Return what stands in the way of a settlement, in words: SG-3, SG-8."""
        total = self.costs_total
        found = shares.problems(self.enterprise_kind, total, self.paid)
        if self.agreed_total and not total:
            found.append(_("No cost is entered, though the agreement names a sum."))
        if self.claw_back:
            found.append(_("Nothing was really handed over: the subsidy goes back."))
        return found

    def blocks(self, transition, actor):
        """Return why the order of the mode keeps `transition` from being next, or None."""
        if self.withdrawn_at:
            return TransitionNotAllowed(_("This entry was taken back."))
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
