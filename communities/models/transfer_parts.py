"""What hangs on a utility transfer: costs, who pays them, and what was left behind."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models.transfers import YUAN, UtilityTransfer
from communities.transfers import shares
from communities.transfers.choices import IssueKind, Purpose, Source
from puyang_property.core.models.cleaning import LeanCleaning
from puyang_property.core.querysets import ScopedQuerySet


class TransferPartQuerySet(ScopedQuerySet):
    """Rows of a transfer."""

    def standing(self):
        """Return those not taken back."""
        return self.filter(withdrawn_at__isnull=True)


class TransferCost(LeanCleaning, models.Model):
    """What was spent; a mistake is taken back and entered anew."""

    area_lookup = "transfer__community__area_path"

    transfer = models.ForeignKey(
        UtilityTransfer, models.PROTECT, related_name="costs", verbose_name=_("transfer")
    )
    purpose = models.CharField(_("purpose"), max_length=15, choices=Purpose)
    borne_by = models.CharField(_("borne by"), max_length=10, choices=Source)
    amount = models.DecimalField(_("amount (yuan)"), **YUAN)
    incurred_on = models.DateField(_("incurred on"))
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = TransferPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer cost")
        verbose_name_plural = _("transfer costs")
        ordering = ["incurred_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_cost_is_positive"),
            models.CheckConstraint(
                condition=~Q(borne_by__in=sorted(shares.BORNE_BY_ENTERPRISE))
                | Q(incurred_on__lt=shares.NO_COST_FROM)
                | Q(withdrawn_at__isnull=False),
                name="transfer_cost_none_for_enterprises_from_2019",
                violation_error_message=_(
                    "From 2019 on the enterprise bears no cost in any form (国办发〔2016〕45号)."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}: {self.amount}"

    def get_absolute_url(self):
        """Return the transfer's page at the desk."""
        return self.transfer.get_absolute_url()

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.transfer.scope_path


class TransferFunding(models.Model):
    """What one source gives for one transfer."""

    area_lookup = "transfer__community__area_path"

    transfer = models.ForeignKey(
        UtilityTransfer, models.PROTECT, related_name="fundings", verbose_name=_("transfer")
    )
    source = models.CharField(_("source"), max_length=10, choices=Source)
    amount = models.DecimalField(_("amount (yuan)"), **YUAN)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer funding")
        verbose_name_plural = _("transfer funding")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "source"], name="transfer_funding_one_per_source"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="transfer_funding_not_negative"
            ),
        ]

    def __str__(self):
        return f"{self.get_source_display()}: {self.amount}"

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.transfer.scope_path


class LegacyIssueQuerySet(ScopedQuerySet):
    """Legacy issues by whether they count."""

    def standing(self):
        """Return those that were not taken back."""
        return self.filter(withdrawn_at__isnull=True)


class LegacyIssue(models.Model):
    """What a transfer left behind, and who puts it right."""

    area_lookup = "transfer__community__area_path"

    transfer = models.ForeignKey(
        UtilityTransfer, models.PROTECT, related_name="issues", verbose_name=_("transfer")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=IssueKind)
    text = models.TextField(_("what was left behind"))
    responsible = models.ForeignKey(
        "accounts.Post", models.PROTECT, related_name="+", verbose_name=_("responsible office")
    )
    due_on = models.DateField(_("to be put right by"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("put right at"), null=True, blank=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = LegacyIssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("legacy issue")
        verbose_name_plural = _("legacy issues")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="legacy_issue_resolved_at_iff_by",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="legacy_issue_resolved_or_taken_back",
                violation_error_message=_("What was taken back is not put right as well."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def is_open(self):
        """Tell whether somebody still has to put it right."""
        return self.resolved_at is None and self.withdrawn_at is None

    def get_absolute_url(self):
        """Return the transfer's page at the desk."""
        return self.transfer.get_absolute_url()

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.transfer.scope_path
