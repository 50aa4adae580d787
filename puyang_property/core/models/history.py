"""Append-only history: a hash chain per record, its notes erasable, its heads anchored daily."""

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from puyang_property.core.actors import ActorKind


def append_only(name):
    """Return the triggers that refuse UPDATE, DELETE and TRUNCATE to the application."""
    return [
        pgtrigger.Protect(name=f"{name}_keep", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name=f"{name}_keep_all",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=f"RAISE EXCEPTION 'pgtrigger: cannot truncate {name}';",
        ),
    ]


class Event(models.Model):
    """One thing that happened to one record; ids, codes and digests only."""

    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    seq = models.PositiveIntegerField(_("number in the chain"))
    name = models.CharField(_("what happened"), max_length=60)
    from_state = models.CharField(_("from"), max_length=30, blank=True)
    to_state = models.CharField(_("to"), max_length=30, blank=True)
    actor_kind = models.CharField(_("acted as"), max_length=20, choices=ActorKind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    post = models.ForeignKey(
        "accounts.Post", models.PROTECT, null=True, related_name="+", verbose_name=_("post")
    )
    at = models.DateTimeField(_("at"))
    changes = models.JSONField(_("changes"), default=dict)
    note_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["subject_type", "subject_id", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "seq"],
                name="event_has_its_number_in_the_chain",
            ),
            models.CheckConstraint(
                condition=Q(actor_kind=ActorKind.USER, user__isnull=False)
                | (~Q(actor_kind=ActorKind.USER) & Q(user__isnull=True)),
                name="event_names_the_user_iff_a_user_acted",
            ),
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="event_newest")]
        triggers = append_only("event")

    def __str__(self):
        return f"{self.subject_type_id}:{self.subject_id} #{self.seq} {self.name}"


class EventNote(models.Model):
    """The words of an event, kept apart so that a lawful erasure leaves the chain whole."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="note_row")
    text = models.TextField(_("note"), blank=True)
    internal = models.BooleanField(_("internal"), default=True)
    erased_at = models.DateTimeField(_("erased at"), null=True)
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    erased_basis = models.CharField(_("erased under"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("event note")
        verbose_name_plural = _("event notes")
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, erased_by__isnull=True, erased_basis="")
                | (Q(erased_at__isnull=False, text="") & ~Q(erased_basis="")),
                name="event_note_erased_iff_empty_with_a_basis",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="event_note_keep", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="event_note_words_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__erased_at__isnull=False)
                | pgtrigger.Q(new__erased_at__isnull=True),
            ),
            append_only("event_note")[1],
        ]

    def __str__(self):
        return f"{self.event_id}"


class HistoryAnchor(models.Model):
    """The digest over all chain heads at the end of a day: a cut tail becomes visible."""

    day = models.DateField(_("day"), unique=True)
    last_event_id = models.BigIntegerField()
    chains = models.BigIntegerField(_("records with history"))
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("history anchor")
        verbose_name_plural = _("history anchors")
        ordering = ["-day"]
        triggers = append_only("history_anchor")

    def __str__(self):
        return f"{self.day}"
