"""The exit handover (退出交接): one for each contract that ends, and the items of its list."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.handovers.choices import (
    RESULT_TONES,
    TOLD,
    TONES,
    UNDER_ORDER,
    UNDER_WAY,
    Group,
    Receiver,
    Result,
    State,
)
from communities.handovers.workflow import WORKFLOW
from communities.models.companies import PropertyCompany
from communities.models.contracts import ServiceContract
from puyang_property.core.models.cleaning import LeanCleaning
from puyang_property.core.querysets import ScopedQuerySet


class ExitHandoverQuerySet(ScopedQuerySet):
    """Handovers by where they stand."""

    def standing(self):
        """Return those not cancelled: one for a contract."""
        return self.exclude(state=State.CANCELLED)

    def unfinished(self):
        """Return those that somebody still has to carry on."""
        return self.filter(state__in=[*UNDER_WAY, State.REFUSED, State.ORDERED])


class ExitHandover(LeanCleaning, models.Model):
    """An old provider hands rooms, papers and money over; until then it keeps serving (CC-950)."""

    area_lookup = "contract__community__area_path"
    workflow = WORKFLOW

    contract = models.ForeignKey(
        ServiceContract, models.PROTECT, related_name="handovers", verbose_name=_("contract")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ANNOUNCED)
    receiver_kind = models.CharField(_("who takes over"), max_length=10, choices=Receiver)
    receiver = models.CharField(_("name of the receiver"), max_length=120, blank=True)
    company = models.ForeignKey(
        PropertyCompany,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handovers_received",
        verbose_name=_("receiving property company"),
    )
    announced_on = models.DateField(_("announced on"))
    listed_on = models.DateField(_("list drawn up on"), null=True, blank=True)
    begun_on = models.DateField(_("handing over begun on"), null=True, blank=True)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    refused_on = models.DateField(_("refused on"), null=True, blank=True)
    ordered_on = models.DateField(_("ordered on"), null=True, blank=True)
    order_number = models.CharField(_("number of the order"), max_length=60, blank=True)
    order_due_on = models.DateField(_("to hand over by"), null=True, blank=True)
    referred_on = models.DateField(_("referred on"), null=True, blank=True)
    referred_to = models.CharField(_("referred to"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ExitHandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("exit handover")
        verbose_name_plural = _("exit handovers")
        ordering = ["-announced_on", "-id"]
        permissions = [
            ("carry_exithandover", "Can carry an exit handover on"),
            ("order_exithandover", "Can order a handover and refer it to enforcement"),
        ]
        indexes = [models.Index(fields=["announced_on", "id"], name="handover_by_announcement")]
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=~Q(state=State.CANCELLED),
                name="handover_one_for_a_contract",
                violation_error_message=_("This contract has a handover already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values) & Q(receiver_kind__in=Receiver.values),
                name="handover_state_and_receiver_are_known",
            ),
            models.CheckConstraint(
                condition=(Q(receiver_kind=Receiver.COMPANY) & Q(company__isnull=False))
                | (~Q(receiver_kind=Receiver.COMPANY) & Q(company__isnull=True) & ~Q(receiver="")),
                name="handover_names_its_receiver",
                violation_error_message=_("Choose the new company, or name the committee."),
            ),
            models.CheckConstraint(
                condition=Q(state=State.COMPLETED, completed_on__isnull=False)
                | (~Q(state=State.COMPLETED) & Q(completed_on__isnull=True)),
                name="handover_completed_iff_completed_on",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED) | Q(refused_on__isnull=False),
                name="handover_refused_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(UNDER_ORDER))
                | (
                    Q(refused_on__isnull=False)
                    & Q(ordered_on__isnull=False, order_due_on__isnull=False)
                    & ~Q(order_number="")
                ),
                name="handover_ordered_has_number_and_day",
                violation_error_message=_("An order has a number and a day."),
            ),
            models.CheckConstraint(
                condition=Q(order_due_on__isnull=True) | Q(order_due_on__gt=F("ordered_on")),
                name="handover_order_leaves_time",
                violation_error_message=_("The order leaves at least a day."),
            ),
            models.CheckConstraint(
                condition=Q(state=State.REFERRED, referred_on__isnull=False)
                | (~Q(state=State.REFERRED) & Q(referred_on__isnull=True)),
                name="handover_referred_iff_referred_on",
            ),
        ]

    def __str__(self):
        return str(_("Handover of %(contract)s") % {"contract": self.contract})

    def get_absolute_url(self):
        """Return the handover's page at the desk."""
        return reverse("communities:handover", args=[self.pk])

    @property
    def state_tone(self):
        """Return the tone of the badge."""
        return TONES[self.state]

    @property
    def community(self):
        """Return the compound."""
        return self.contract.community

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.contract.community.area_path

    @property
    def area_path(self):
        """Return the path of the compound, for the clock."""
        return self.scope_path

    @property
    def receiver_name(self):
        """Return who takes over, in words."""
        return str(self.company) if self.company else self.receiver

    @property
    def is_unfinished(self):
        """Tell whether somebody still has to carry it on."""
        return self.state in UNDER_WAY | {State.REFUSED, State.ORDERED}


class HandoverItem(LeanCleaning, models.Model):
    """One line of the handover list: handed over, missing or disputed."""

    area_lookup = "handover__contract__community__area_path"

    handover = models.ForeignKey(
        ExitHandover, models.PROTECT, related_name="items", verbose_name=_("handover")
    )
    group = models.CharField(_("group"), max_length=20, choices=Group)
    name = models.CharField(_("what"), max_length=200)
    quantity = models.CharField(_("quantity"), max_length=60, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=Result, default=Result.OPEN)
    receiver_kind = models.CharField(_("handed to"), max_length=10, choices=Receiver, blank=True)
    settled_on = models.DateField(_("handed over or found on"), null=True, blank=True)
    remark = models.CharField(_("note"), max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover item")
        verbose_name_plural = _("handover items")
        ordering = ["handover", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(group__in=Group.values) & Q(result__in=Result.values) & ~Q(name=""),
                name="handover_item_is_named_and_grouped",
            ),
            models.CheckConstraint(
                condition=Q(result=Result.OPEN, settled_on__isnull=True)
                | (~Q(result=Result.OPEN) & Q(settled_on__isnull=False)),
                name="handover_item_settled_iff_settled_on",
            ),
            models.CheckConstraint(
                condition=~Q(result=Result.HANDED) | ~Q(receiver_kind=""),
                name="handover_item_handed_to_somebody",
                violation_error_message=_("Say who received it."),
            ),
            models.CheckConstraint(
                condition=~Q(result__in=list(TOLD)) | ~Q(remark=""),
                name="handover_item_missing_or_disputed_is_explained",
                violation_error_message=_("Say what is missing or disputed, and what was agreed."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Return the handover's page at the desk."""
        return self.handover.get_absolute_url()

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.handover.scope_path

    @property
    def result_tone(self):
        """Return the tone of the badge."""
        return RESULT_TONES[self.result]
