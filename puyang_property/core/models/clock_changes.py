"""What happens to a deadline: more time, a rest, a reminder. Rows are never taken back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from puyang_property.core.ladder import Rung
from puyang_property.core.models.clock import Deadline, UnitChoices


class RungChoices(models.TextChoices):
    """The rungs of the ladder, lowest first."""

    EARLY = Rung.EARLY.value, _("first reminder")
    LATE = Rung.LATE.value, _("second reminder")
    DUE = Rung.DUE.value, _("due today")
    URGE = Rung.URGE.value, _("written urging")
    SUPERVISE = Rung.SUPERVISE.value, _("supervision")


class DeadlineExtension(models.Model):
    """More time for one deadline: asked for before expiry, decided by somebody else."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="extensions")
    length = models.PositiveIntegerField(_("length"))
    unit = models.CharField(_("unit"), max_length=20, choices=UnitChoices)
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"))
    due_before = models.DateField(_("due before"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    granted = models.BooleanField(_("granted"), null=True)
    decision = models.TextField(_("reason of the decision"), blank=True)
    due_after = models.DateField(_("due after"), null=True)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"],
                condition=Q(granted__isnull=True),
                name="extension_is_asked_for_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
                | Q(granted__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="extension_decided_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="extension_is_decided_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, due_after__isnull=True)
                | Q(granted__isnull=False, granted=False, due_after__isnull=True)
                | Q(
                    granted__isnull=False,
                    granted=True,
                    due_after__isnull=False,
                    due_after__gte=F("due_before"),
                ),
                name="extension_moves_the_day_iff_granted",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & Q(length__gte=1),
                name="extension_has_a_reason_and_a_length",
            ),
        ]

    def __str__(self):
        return f"{self.deadline_id}: +{self.length} {self.unit}"


class DeadlineSuspension(models.Model):
    """A rest of one deadline; the unused days run on from the day after resumption."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="suspensions")
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    started_at = models.DateTimeField(_("suspended at"))
    ended_at = models.DateTimeField(_("resumed at"), null=True)
    due_before = models.DateField(_("due before"))
    due_after = models.DateField(_("due after"), null=True)

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"],
                condition=Q(ended_at__isnull=True),
                name="suspension_is_open_once_per_deadline",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, due_after__isnull=True)
                | Q(ended_at__isnull=False, ended_at__gte=F("started_at")),
                name="suspension_ends_after_it_began",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="suspension_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.deadline_id}: {self.started_at:%Y-%m-%d}"


class DeadlineReminder(models.Model):
    """One rung for one due day: sent once, or replaced by a higher one."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="reminders")
    rung = models.CharField(_("rung"), max_length=12, choices=RungChoices)
    due_for_on = models.DateField(_("for the due day"))
    rung_on = models.DateField(_("day of the rung"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    superseded_at = models.DateTimeField(_("superseded at"), null=True)
    recipients = models.PositiveSmallIntegerField(_("posts told"), default=0)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["deadline", "due_for_on", "rung_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "rung", "due_for_on"], name="reminder_of_a_rung_is_one"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False, superseded_at__isnull=True)
                | Q(sent_at__isnull=True, superseded_at__isnull=False, recipients=0),
                name="reminder_is_either_sent_or_superseded",
            ),
            models.CheckConstraint(
                condition=Q(rung__in=RungChoices.values),
                name="reminder_has_a_known_rung",
            ),
        ]

    def __str__(self):
        return f"{self.deadline_id}: {self.rung} {self.due_for_on}"
