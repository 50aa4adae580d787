"""What the parties agreed, and each promise of it on the clock."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disputes.choices import AgreementForm
from disputes.models.mediation import Mediation, OfMediation, Party
from puyang_property.core.querysets import ScopedQuerySet


class Agreement(OfMediation):
    """What the parties agreed (Art. 28–31), and the window for judicial confirmation (Art. 33)."""

    mediation = models.OneToOneField(Mediation, models.PROTECT, related_name="agreement")
    form = models.CharField(_("form"), max_length=20, choices=AgreementForm)
    facts = models.TextField(_("facts and responsibilities"))
    effective_on = models.DateField(_("effective on"))
    confirmation_asked_on = models.DateField(_("confirmation asked on"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed by the court on"), null=True, blank=True)

    class Meta:
        verbose_name = _("mediation agreement")
        verbose_name_plural = _("mediation agreements")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_on__isnull=True) | Q(confirmation_asked_on__isnull=False),
                name="agreement_confirmed_only_when_asked",
            )
        ]

    def __str__(self):
        return f"{self.mediation}"


class Clause(models.Model):
    """One promise: who does what, where and by when; its date is on the clock."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="clauses")
    number = models.PositiveSmallIntegerField(_("number"))
    performer = models.ForeignKey(Party, models.PROTECT, related_name="clauses")
    text = models.TextField(_("what"))
    due_on = models.DateField(_("by"))
    performed_on = models.DateField(_("performed on"), null=True, blank=True)
    broken_on = models.DateField(_("found not performed on"), null=True, blank=True)
    proof_note = models.TextField(_("proof"), blank=True)

    area_lookup = (
        "agreement__mediation__dispute__area_path",
        "agreement__mediation__dispute__referred_path",
    )
    view_permission = "disputes.view_dispute"

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="clause_numbered_once"),
            models.CheckConstraint(
                condition=Q(performed_on__isnull=True) | Q(broken_on__isnull=True),
                name="clause_performed_or_broken",
            ),
        ]

    def __str__(self):
        return f"{self.agreement} § {self.number}"

    @property
    def dispute(self):
        """Return the case."""
        return self.agreement.mediation.dispute

    @property
    def area_path(self):
        """Return the path of the case's area."""
        return self.dispute.area_path

    @property
    def scope_path(self):
        """Return the path that decides who may see and act."""
        return self.dispute.scope_path
