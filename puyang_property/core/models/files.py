"""Files that hang on a record of some room."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from puyang_property.core.actors import ActorKind


class FileState(models.TextChoices):
    """Where a file stands between upload and reader."""

    QUARANTINED = "quarantined", _("being checked")
    READY = "ready", _("ready")
    REJECTED = "rejected", _("not usable")
    ERASED = "erased", _("erased")


class Rejection(models.TextChoices):
    """Why a file could not be used; stored as a code, read in the reader's language."""

    UNREADABLE = "unreadable", _("The picture is damaged or not a picture. Please take a new one.")
    TOO_LARGE = "too_large", _("The picture has too many pixels. Please send a smaller one.")
    GAVE_UP = "gave_up", _("The file could not be processed. Please send another one.")
    LOST = "lost", _("The file did not arrive completely. Please send it again.")


class StoredFileQuerySet(models.QuerySet):
    """Files; who may see one is decided by the record it hangs on."""

    def of(self, subject):
        """Return the files of `subject` that were not erased, oldest first."""
        kind = ContentType.objects.get_for_model(subject)
        mine = self.filter(subject_type=kind, subject_id=subject.pk)
        return mine.exclude(state=FileState.ERASED).order_by("id")

    def ready(self):
        """Return what can be shown."""
        return self.filter(state=FileState.READY)

    def released(self):
        """Return what a clerk released for company and public."""
        return self.ready().filter(released_at__isnull=False)

    def lost(self, before):
        """Return quarantined files that nobody has worked on since `before`."""
        waiting = self.filter(state=FileState.QUARANTINED, uploaded_at__lt=before)
        return waiting.filter(Q(claimed_at=None) | Q(claimed_at__lt=before)).order_by("id")


class StoredFile(models.Model):
    """One uploaded file: its bytes in the storage, its permission with its subject."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    purpose = models.CharField(_("purpose"), max_length=40)
    original_name = models.CharField(_("name"), max_length=200, blank=True)
    content_type = models.CharField(_("type"), max_length=60)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120, blank=True)
    thumb_path = models.CharField(max_length=120, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=FileState, default=FileState.QUARANTINED
    )
    reason = models.CharField(_("reason"), max_length=20, choices=Rejection, blank=True)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    actor_kind = models.CharField(_("uploaded as"), max_length=20, choices=ActorKind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("released by"),
    )

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(actor_kind=ActorKind.USER, user__isnull=False)
                | (~Q(actor_kind=ActorKind.USER) & Q(user=None)),
                name="file_names_the_user_iff_a_user_uploaded",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="file_released_at_iff_released_by",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(state=FileState.READY),
                name="file_released_only_when_ready",
            ),
            models.CheckConstraint(
                condition=(Q(state=FileState.REJECTED) & ~Q(reason=""))
                | (~Q(state=FileState.REJECTED) & Q(reason="")),
                name="file_rejected_iff_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[FileState.READY, FileState.QUARANTINED]) & ~Q(path="")
                | Q(state__in=[FileState.REJECTED, FileState.ERASED], path="", thumb_path=""),
                name="file_has_bytes_iff_usable",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="file_by_subject"),
            models.Index(
                fields=["uploaded_at"],
                condition=Q(state=FileState.QUARANTINED),
                name="file_quarantined",
            ),
        ]

    def __str__(self):
        return self.original_name or str(self.uuid)

    def get_absolute_url(self):
        """Return where the file is served to those who may see its record."""
        return reverse("files:serve", args=[self.uuid])

    @property
    def url(self):
        """Return the address of the file."""
        return self.get_absolute_url()

    @property
    def name(self):
        """Return the name that the file came with, as text for a link."""
        return str(self)

    @property
    def thumbnail_url(self):
        """Return the address of the small picture, or "" where there is none."""
        return f"{self.get_absolute_url()}?size=thumb" if self.thumb_path else ""

    @property
    def note(self):
        """Return why the file cannot be opened yet or at all; "" for one that can."""
        if self.is_ready:
            return ""
        return self.get_reason_display() if self.reason else self.get_state_display()

    @property
    def is_ready(self):
        """Tell whether the file can be shown."""
        return self.state == FileState.READY

    @property
    def is_released(self):
        """Tell whether a clerk released the file for company and public."""
        return self.released_at is not None

    @property
    def is_picture(self):
        """Tell whether the file is a picture (a document has no small picture)."""
        return self.content_type.startswith("image/")
