"""The case that an office handles."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disputes.choices import (
    OPEN_STATES,
    TONES,
    Channel,
    MessageKind,
    RefusalReason,
    State,
)
from disputes.models.dispute_rows import NO_DATE, DisputeQuerySet
from disputes.models.dispute_rules import CONSTRAINTS
from disputes.workflow import WORKFLOW
from puyang_property.core import history
from puyang_property.core.refusals import Forbidden

ABOUT = {  # few cases are about a transfer: one partial index serves both links
    "on_delete": models.PROTECT,
    "null": True,
    "blank": True,
    "db_index": False,
    "related_name": "disputes",
}


class Dispute(models.Model):
    """One case; its complaints keep their own number, secrecy, reply and answers."""

    number = models.CharField(_("number"), max_length=24, unique=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.REGISTERED)
    resume_state = models.CharField(max_length=20, choices=State, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    category = models.ForeignKey(
        "disputes.Category", models.PROTECT, related_name="disputes", verbose_name=_("category")
    )
    community = models.ForeignKey(
        "communities.Community",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="disputes",
        verbose_name=_("compound"),
    )
    transfer = models.ForeignKey(
        "communities.UtilityTransfer", verbose_name=_("utility transfer"), **ABOUT
    )
    legacy_issue = models.ForeignKey(
        "communities.LegacyIssue", verbose_name=_("legacy issue"), **ABOUT
    )
    area = models.ForeignKey(
        "accounts.Area", models.PROTECT, related_name="disputes", verbose_name=_("area")
    )
    area_path = models.CharField(max_length=250)  # as filed: a later boundary does not move it
    referred_path = models.CharField(max_length=250, blank=True, editable=False)  # office elsewhere
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("released summary"), blank=True)
    summary_released_at = models.DateTimeField(_("summary released at"), null=True, blank=True)
    summary_released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("summary released by"),
    )
    first_post = models.ForeignKey(
        "accounts.Post",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("first receiver"),
    )
    responsible_post = models.ForeignKey(
        "accounts.Post",
        models.PROTECT,
        null=True,
        related_name="disputes",
        verbose_name=_("responsible post"),
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handled_disputes",
        verbose_name=_("handler"),
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    received_on = models.DateField(_("received on"))
    registered_at = models.DateTimeField(_("registered at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    refusal_reason = models.CharField(
        _("reason for refusal"), max_length=20, choices=RefusalReason, blank=True
    )
    explained_at = models.DateTimeField(_("dissatisfaction answered at"), null=True, blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dissatisfaction answered by"),
    )
    next_due_on = models.DateField(_("next date"), default=NO_DATE, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="joined",
        verbose_name=_("joined to"),
    )
    search_text = models.TextField(editable=False, default="")
    search_grams = SearchVectorField(editable=False, null=True)
    changed_at = models.DateTimeField(auto_now=True)

    workflow = WORKFLOW
    area_lookup = ("area_path", "referred_path")

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-registered_at", "-id"]
        constraints = CONSTRAINTS
        indexes = [
            models.Index(
                OpClass("area_path", "text_pattern_ops"),
                "state",
                "next_due_on",
                "id",
                name="dispute_queue",
            ),
            models.Index(
                fields=["state", "next_due_on", "id"],
                include=["area_path", "referred_path"],
                name="dispute_due",
            ),
            models.Index(
                OpClass("referred_path", "text_pattern_ops"),
                "state",
                "next_due_on",
                "id",
                name="dispute_referred_queue",
                condition=Q(referred_path__gt=""),
            ),
            models.Index(
                fields=["next_due_on", "id"],
                include=["area_path", "referred_path"],
                name="dispute_open_by_date",
                condition=Q(state__in=sorted(OPEN_STATES)),
            ),
            models.Index(
                fields=["-registered_at", "-id"],
                include=["area_path", "referred_path", "state"],
                name="dispute_newest",
            ),
            models.Index(
                fields=["responsible_post", "next_due_on", "id"],
                name="dispute_open_of_post",
                condition=Q(state__in=sorted(OPEN_STATES)),
            ),
            models.Index(
                fields=["handler", "next_due_on", "id"],
                name="dispute_open_of_handler",
                condition=Q(state__in=sorted(OPEN_STATES)),
            ),
            models.Index(
                fields=["community", "category", "-received_on"], name="dispute_likely_same"
            ),
            models.Index(
                fields=["received_on"], include=["area_path", "state"], name="dispute_received"
            ),
            models.Index(
                fields=["closed_at"],
                include=["area_path", "state", "id"],
                name="dispute_ended",
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(fields=["id"], include=["area_path"], name="dispute_place"),
            models.Index(
                fields=["transfer", "legacy_issue"],
                name="dispute_about_transfer",
                condition=Q(transfer__isnull=False),
            ),
            GinIndex("search_grams", name="dispute_search", fastupdate=False),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        """Return the case page on the desk."""
        return reverse("disputes:detail", args=[self.number])

    @property
    def scope_path(self):
        """Return the paths that decide who may see and act: where filed, and where referred."""
        return tuple(filter(None, (self.area_path, self.referred_path)))

    @property
    def state_tone(self):
        """Return the tone of the state's badge."""
        return TONES.get(self.state, "neutral")

    @property
    def is_open(self):
        """Tell whether somebody still has to handle the case."""
        return self.state in OPEN_STATES

    @property
    def has_due_date(self):
        """Tell whether any clock runs."""
        return self.next_due_on < NO_DATE

    @property
    def is_overdue(self):
        """Tell whether the next date has passed."""
        return self.is_open and self.next_due_on < timezone.localdate()

    @property
    def place_name(self):
        """Return the compound's name, or the area's where no compound is known."""
        return self.community.name if self.community else self.area.name

    @property
    def internal_notes(self):
        """Return the texts that only staff reads."""
        return self.messages.filter(kind=MessageKind.INTERNAL)

    def concerns(self, subject):
        """Tell whether the complaint `subject`, whose code was shown, hangs on this case."""
        return self.complaints.filter(pk=subject.pk).exists()

    def blocks(self, transition, actor):
        """Return why `actor` in particular may not take `transition`, or None.

        A referral is answered by the office it went to; whoever handled a case does not close it.
        """
        if actor.user is None:
            return None
        if self.state == State.REFERRED and not actor.has_perm(
            transition.permission, self.responsible_post
        ):
            return Forbidden(_("The office that the case was referred to answers the referral."))
        if transition.slug == "close" and self.was_handled_by(actor.user):
            return Forbidden(_("Whoever handled a case does not close it: ask a colleague."))
        return None

    def was_handled_by(self, user):
        """Tell whether `user` handled, answered or mediated the case."""
        return (
            self.handler_id == user.pk
            or history.of(self).filter(name="replied", user=user).exists()  # in any round
            or self.mediations.filter(mediator=user).exists()
        )
