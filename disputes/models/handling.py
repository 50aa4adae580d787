"""What happens around a case: referrals, texts, requests about clocks, return visits."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from disputes.choices import (
    Decision,
    MessageKind,
    RequestKind,
    Satisfied,
    Solved,
    VisitResult,
)
from puyang_property.core.actors import ActorKind
from puyang_property.core.querysets import ScopedQuerySet


class OfDispute(models.Model):
    """A row that hangs on one dispute and shares its scope."""

    area_lookup = ("dispute__area_path", "dispute__referred_path")
    view_permission = "disputes.view_dispute"

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def scope_path(self):
        """Return the path that decides who may see and act."""
        return self.dispute.scope_path


class ReferralQuerySet(ScopedQuerySet):
    """Questions asked of the referrals."""

    def waiting(self):
        """Return those neither taken over nor sent back."""
        return self.filter(taken_over_at=None, sent_back_at=None)


class Referral(OfDispute):
    """转办: passed from one post to another; the first receiver stays responsible."""

    dispute = models.ForeignKey("disputes.Dispute", models.PROTECT, related_name="referrals")
    from_post = models.ForeignKey(
        "accounts.Post", models.PROTECT, null=True, related_name="+", verbose_name=_("from")
    )
    to_post = models.ForeignKey(
        "accounts.Post", models.PROTECT, related_name="+", verbose_name=_("to")
    )
    reason = models.TextField(_("reason"))
    referred_at = models.DateTimeField(_("referred at"))
    referred_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_over_at = models.DateTimeField(_("taken over at"), null=True, blank=True)
    sent_back_at = models.DateTimeField(_("sent back at"), null=True, blank=True)
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_back_reason = models.TextField(_("why it was sent back"), blank=True)
    is_final = models.BooleanField(_("decided by the district"), default=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["referred_at", "id"]
        indexes = [
            models.Index(
                fields=["sent_back_at"],
                include=["dispute"],
                name="referral_sent_back",
                condition=Q(sent_back_at__isnull=False),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"],
                condition=Q(taken_over_at=None, sent_back_at=None),
                name="referral_one_waiting_per_dispute",
            ),
            models.CheckConstraint(
                condition=Q(is_final=False) | Q(sent_back_at__isnull=True),
                name="referral_final_is_not_sent_back",
            ),
            models.CheckConstraint(
                condition=Q(taken_over_at__isnull=True) | Q(sent_back_at__isnull=True),
                name="referral_taken_over_or_sent_back",
            ),
            models.CheckConstraint(
                condition=Q(
                    sent_back_at__isnull=True, sent_back_by__isnull=True, sent_back_reason=""
                )
                | (
                    Q(sent_back_at__isnull=False, sent_back_by__isnull=False)
                    & ~Q(sent_back_reason="")
                ),
                name="referral_sent_back_at_iff_by_with_reason",
            ),
        ]

    def __str__(self):
        return f"{self.dispute} → {self.to_post}"


class Message(OfDispute):
    """A text on a case; its kind says who may read it."""

    dispute = models.ForeignKey("disputes.Dispute", models.PROTECT, related_name="messages")
    complaint = models.ForeignKey(
        "disputes.Complaint", models.PROTECT, null=True, blank=True, related_name="messages"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=MessageKind)
    text = models.TextField(_("text"))
    actor_kind = models.CharField(max_length=20, choices=ActorKind)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    written_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=MessageKind.INTERNAL) | Q(complaint__isnull=False),
                name="message_to_or_from_a_resident_names_the_complaint",
            ),
            models.CheckConstraint(
                condition=Q(actor_kind=ActorKind.USER, written_by__isnull=False)
                | (~Q(actor_kind=ActorKind.USER) & Q(written_by__isnull=True)),
                name="message_written_by_iff_user",
            ),
        ]

    def __str__(self):
        return f"{self.dispute} {self.get_kind_display()}"


class ClockRequest(OfDispute):
    """A wish to stop or lengthen a clock; the district decides (asked for before expiry)."""

    dispute = models.ForeignKey(
        "disputes.Dispute",
        models.PROTECT,
        related_name="clock_requests",
        verbose_name=_("case"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RequestKind)
    deadline_kind = models.CharField(_("clock"), max_length=30)
    length = models.PositiveSmallIntegerField(_("how much longer"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"))
    decision = models.CharField(
        _("decision"), max_length=20, choices=Decision, default=Decision.PENDING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("request about a clock")
        verbose_name_plural = _("requests about clocks")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"],
                condition=Q(decision=Decision.PENDING),
                name="clock_request_one_pending_per_dispute",
            ),
            models.CheckConstraint(
                condition=Q(
                    decision=Decision.PENDING, decided_by__isnull=True, decided_at__isnull=True
                )
                | Q(decision=Decision.LAPSED, decided_by__isnull=True, decided_at__isnull=False)
                | Q(
                    decision__in=[Decision.GRANTED, Decision.DENIED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="clock_request_decided_by_somebody_or_lapsed",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="clock_request_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(kind=RequestKind.EXTENSION, length__isnull=False, length__gt=0)
                | Q(kind=RequestKind.SUSPENSION, length__isnull=True),
                name="clock_request_extension_has_length",
            ),
        ]

    def __str__(self):
        return f"{self.dispute} {self.get_kind_display()}"


class VisitAttempt(OfDispute):
    """One attempt at a return visit, by someone who did not handle the case."""

    dispute = models.ForeignKey("disputes.Dispute", models.PROTECT, related_name="visits")
    complaint = models.ForeignKey("disputes.Complaint", models.PROTECT, related_name="visits")
    round = models.PositiveSmallIntegerField(_("round"))
    visited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("visitor"),
    )
    visited_at = models.DateTimeField(_("at"))
    result = models.CharField(_("result"), max_length=20, choices=VisitResult)
    solved = models.CharField(_("solved?"), max_length=10, choices=Solved, blank=True)
    satisfied = models.CharField(_("satisfied?"), max_length=10, choices=Satisfied, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("return visit")
        verbose_name_plural = _("return visits")
        ordering = ["visited_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(result=VisitResult.REACHED) & ~Q(solved="") & ~Q(satisfied=""))
                | (~Q(result=VisitResult.REACHED) & Q(solved="", satisfied="")),
                name="visit_answers_iff_reached",
            )
        ]

    def __str__(self):
        return f"{self.complaint} {self.get_result_display()}"
