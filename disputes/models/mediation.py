"""People's mediation: parties, sessions, notices, attendance, agreement and its performance."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disputes.choices import (
    Consent,
    MediationOutcome,
    NoticeWay,
    PartyRole,
    Presence,
)
from disputes.models.handling import OfDispute
from puyang_property.core.querysets import ScopedQuerySet
from puyang_property.core.secrecy import EncryptedTextField


class Mediation(OfDispute):
    """One round of mediation in a dispute; one side's clear refusal blocks it (Art. 17)."""

    dispute = models.ForeignKey("disputes.Dispute", models.PROTECT, related_name="mediations")
    round = models.PositiveSmallIntegerField(_("round"))
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="mediations",
        verbose_name=_("mediator"),
    )
    is_public = models.BooleanField(_("in public session"), default=False)
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=MediationOutcome, blank=True)
    outcome_note = models.TextField(_("how it ended"), blank=True)

    class Meta:
        verbose_name = _("mediation")
        verbose_name_plural = _("mediations")
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dispute", "round"], name="mediation_once_a_round"),
            models.UniqueConstraint(
                fields=["dispute"],
                condition=Q(ended_at=None),
                name="mediation_one_open_per_dispute",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="")
                | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="mediation_ended_at_iff_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.dispute} / {self.round}"


class OfMediation(models.Model):
    """A row that hangs on one mediation and shares its scope."""

    area_lookup = ("mediation__dispute__area_path", "mediation__dispute__referred_path")
    view_permission = "disputes.view_dispute"

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def dispute(self):
        """Return the case."""
        return self.mediation.dispute

    @property
    def scope_path(self):
        """Return the path that decides who may see and act."""
        return self.mediation.dispute.scope_path


class Recusal(OfMediation):
    """A mediator who stepped back or was asked to, and who followed."""

    mediation = models.ForeignKey(Mediation, models.PROTECT, related_name="recusals")
    mediator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    followed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    recorded_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(mediator=models.F("followed_by")), name="recusal_another_follows"
            )
        ]

    def __str__(self):
        return f"{self.mediation} {self.mediator}"


class Party(OfMediation):
    """One side, with its consent; names of people stay encrypted."""

    mediation = models.ForeignKey(Mediation, models.PROTECT, related_name="parties")
    role = models.CharField(_("role"), max_length=20, choices=PartyRole)
    name = EncryptedTextField(_("name"), max_length=100, kind="name")
    phone = EncryptedTextField(_("telephone"), max_length=20, blank=True, kind="phone")
    consent = models.CharField(_("consent"), max_length=20, choices=Consent, default=Consent.ASKED)
    consent_at = models.DateTimeField(_("said at"), null=True, blank=True)

    reveal_permission = "disputes.mediate_dispute"

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(consent=Consent.ASKED, consent_at__isnull=True)
                | (~Q(consent=Consent.ASKED) & Q(consent_at__isnull=False)),
                name="party_consent_at_iff_said",
            )
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.name}"

    is_named = False  # set on a row whose name was revealed for this page

    @property
    def shown_name(self):
        """Return an organisation's name, or enough of a person's to recognise them."""
        person = self.role in {PartyRole.OWNER, PartyRole.OTHER} and not self.is_named
        return self.name.masked if person else self.name.open()


class MediationSession(OfMediation):
    """One meeting of the parties, planned and then held."""

    mediation = models.ForeignKey(Mediation, models.PROTECT, related_name="sessions")
    planned_at = models.DateTimeField(_("planned for"))
    place = models.CharField(_("place"), max_length=200)
    held_at = models.DateTimeField(_("held at"), null=True, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    minutes_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mediation session")
        verbose_name_plural = _("mediation sessions")
        ordering = ["planned_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_at__isnull=True, minutes="", minutes_by__isnull=True)
                | (Q(held_at__isnull=False, minutes_by__isnull=False) & ~Q(minutes="")),
                name="session_held_iff_minutes",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True) | Q(cancelled_at__isnull=True),
                name="session_held_or_cancelled",
            ),
        ]

    def __str__(self):
        return f"{self.mediation} {self.planned_at:%Y-%m-%d %H:%M}"


class OfSession(models.Model):
    """A row that hangs on one session and shares its scope."""

    area_lookup = (
        "session__mediation__dispute__area_path",
        "session__mediation__dispute__referred_path",
    )
    view_permission = "disputes.view_dispute"

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def scope_path(self):
        """Return the path that decides who may see and act."""
        return self.session.mediation.dispute.scope_path


class ServedNotice(OfSession):
    """The invitation of one party to one session: when and how it was served."""

    session = models.ForeignKey(MediationSession, models.PROTECT, related_name="notices")
    party = models.ForeignKey(Party, models.PROTECT, related_name="notices")
    way = models.CharField(_("served"), max_length=20, choices=NoticeWay)
    served_at = models.DateTimeField(_("served at"))
    served_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("served notice")
        verbose_name_plural = _("served notices")
        ordering = ["served_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "party"], name="notice_served_once_a_party")
        ]

    def __str__(self):
        return f"{self.session} {self.party}"


class Attendance(OfSession):
    """Whether one party came to one session."""

    session = models.ForeignKey(MediationSession, models.PROTECT, related_name="attendances")
    party = models.ForeignKey(Party, models.PROTECT, related_name="attendances")
    presence = models.CharField(_("attendance"), max_length=20, choices=Presence)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "party"], name="attendance_once_a_party")
        ]

    def __str__(self):
        return f"{self.party} {self.get_presence_display()}"
