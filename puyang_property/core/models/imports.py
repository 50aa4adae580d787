"""Imports of files: the job, what became of each row, and remembered column mappings."""

import uuid
from types import MappingProxyType

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from puyang_property.core.querysets import ScopedQuerySet


def upload_path(job, filename):
    """Return a name that says nothing but the month; the original one is only text."""
    return f"imports/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}"


class ImportStatus(models.TextChoices):
    """How far an import is."""

    UPLOADED = "uploaded", _("columns to be checked")
    WAITING = "waiting", _("waiting for its turn")
    RUNNING = "running", pgettext_lazy("import", "running")
    CHECKED = "checked", _("checked, nothing written")
    DONE = "done", pgettext_lazy("import", "done")
    FAILED = "failed", _("could not be read")
    DECIDING = "deciding", _("rows are being decided")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")


TONES = {
    ImportStatus.UPLOADED: "warn",
    ImportStatus.WAITING: "info",
    ImportStatus.RUNNING: "info",
    ImportStatus.CHECKED: "warn",
    ImportStatus.DONE: "good",
    ImportStatus.FAILED: "bad",
    ImportStatus.DECIDING: "info",
    ImportStatus.UNDOING: "info",
    ImportStatus.UNDONE: "neutral",
}


class Outcome(models.TextChoices):
    """What became of a row."""

    CREATED = "created", pgettext_lazy("row", "created")
    MERGED = "merged", pgettext_lazy("row", "merged")
    KNOWN = "known", pgettext_lazy("row", "known already")
    OFFERED = "offered", pgettext_lazy("row", "to be decided")
    REFUSED = "refused", pgettext_lazy("row", "refused")
    UNDONE = "undone", pgettext_lazy("row", "undone")
    LEFT = "left", pgettext_lazy("row", "not undone")


WRITTEN = frozenset({Outcome.CREATED, Outcome.MERGED})


class Decision(models.TextChoices):
    """What a person decided about an offered row."""

    MERGE = "merge", _("one and the same: merge")
    KEEP = "keep", _("two different ones: keep both")
    REFUSE = "refuse", _("leave the row out")


class ImportJob(models.Model):
    """One file taken in for one area; running it is resumable, undoing it is one step."""

    area_lookup = "area_path"
    RUNNABLE = frozenset({ImportStatus.UPLOADED, ImportStatus.CHECKED})
    TAKING_IN = frozenset({ImportStatus.WAITING, ImportStatus.RUNNING})
    AFTERWARDS = frozenset({ImportStatus.DECIDING, ImportStatus.UNDOING})
    context = MappingProxyType({})  # what the worker that runs it knows besides

    kind = models.CharField(_("kind"), max_length=40)
    file = models.FileField(_("file"), upload_to=upload_path, blank=True)
    filename = models.CharField(_("file name"), max_length=200)
    report = models.FileField(_("report"), upload_to=upload_path, blank=True)
    area = models.ForeignKey(
        "accounts.Area", models.PROTECT, related_name="+", verbose_name=_("area")
    )
    area_path = models.CharField(max_length=250, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=ImportStatus, default=ImportStatus.UPLOADED
    )
    mapping = models.JSONField(_("columns"), default=dict, blank=True)
    options = models.JSONField(_("options"), default=dict, blank=True)
    dry_run = models.BooleanField(_("check only"), default=False)
    position = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows in the file"), null=True, blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    work = models.JSONField(_("what is done with its rows"), default=dict, blank=True)
    problem = models.TextField(_("why it failed"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("person", "by"),
    )
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    beat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["area_path", "-id"],
                opclasses=["text_pattern_ops", "int8_ops"],
                name="importjob_by_area",
            ),
            models.Index(
                fields=["status", "beat_at"],
                condition=Q(status__in=["waiting", "running", "deciding", "undoing"]),
                name="importjob_unfinished",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ImportStatus.values), name="importjob_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    undone_at__isnull=False, undone_by__isnull=False, status=ImportStatus.UNDONE
                )
                | (
                    Q(undone_at__isnull=True, undone_by__isnull=True)
                    & ~Q(status=ImportStatus.UNDONE)
                ),
                name="importjob_undone_iff_undone_at_by",
            ),
            models.CheckConstraint(condition=~Q(area_path=""), name="importjob_has_a_place"),
        ]

    def __str__(self):
        return self.filename

    def get_absolute_url(self):
        """Return the page where the import is followed."""
        return reverse("desk:import_detail", args=[self.pk])

    @property
    def scope_path(self):
        """Return the path of the area it is for."""
        return self.area_path

    @property
    def tone(self):
        """Return the tone of the status badge."""
        return TONES[self.status]

    @property
    def is_afterwards(self):
        """Tell whether a worker goes through its rows again: to decide or to undo."""
        return self.status in self.AFTERWARDS

    @property
    def percent(self):
        """Return how far a worker is, or None where nobody knows how much there is."""
        done, of = (
            (self.position, self.total)
            if not self.is_afterwards
            else (self.work["done"], self.work["of"])
        )
        return min(100, 100 * done // of) if of else None

    @property
    def is_unfinished(self):
        """Tell whether a worker has it or will have it."""
        return self.status in self.TAKING_IN | self.AFTERWARDS


class ImportRow(models.Model):
    """What became of one row, and what it takes to undo it."""

    area_lookup = "job__area_path"
    view_permission = "core.view_importjob"

    job = models.ForeignKey(
        ImportJob, models.CASCADE, related_name="rows", verbose_name=_("import")
    )
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    label = models.CharField(_("what it is"), max_length=200, blank=True)
    data = models.JSONField(_("data"), default=dict, blank=True)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    candidates = models.JSONField(_("likely the same"), default=list, blank=True)
    subject_type = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+")
    subject_id = models.BigIntegerField(null=True)
    subject = GenericForeignKey("subject_type", "subject_id")
    subject_seq = models.PositiveIntegerField(_("events of the record then"), default=0)
    before = models.JSONField(_("before"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ["job", "number"]
        indexes = [
            models.Index(fields=["job", "outcome", "number"], name="importrow_by_outcome"),
            models.Index(fields=["subject_type", "subject_id"], name="importrow_by_subject"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="importrow_once_in_a_job"),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="importrow_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True)
                | Q(
                    decision__in=Decision.values,
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="importrow_decided_iff_decided_at_by",
            ),
        ]

    def __str__(self):
        return f"{self.job_id}: {self.number}"

    @property
    def scope_path(self):
        """Return the path of the area the import is for."""
        return self.job.area_path


class ImportMapping(models.Model):
    """Which column of a kind of file means what, remembered for the next file like it."""

    area_lookup = "area_path"
    view_permission = "core.view_importjob"

    kind = models.CharField(_("kind"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    area = models.ForeignKey(
        "accounts.Area", models.PROTECT, related_name="+", verbose_name=_("area")
    )
    area_path = models.CharField(max_length=250, editable=False)
    signature = models.CharField(_("headings"), max_length=64)
    columns = models.JSONField(_("columns"), default=dict)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        ordering = ["kind", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "area", "signature"], name="importmapping_once_for_its_headings"
            )
        ]

    def __str__(self):
        return self.name
