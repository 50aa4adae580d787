"""Everything that falls due, in every room."""

from datetime import datetime

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from puyang_property.core import counted
from puyang_property.core.querysets import ScopedQuerySet

OPEN = Q(met_at__isnull=True, cancelled_at__isnull=True)
RUNNING = OPEN & Q(suspended_at__isnull=True)
STOPPED = Q(met_at__isnull=False) | Q(cancelled_at__isnull=False) | Q(suspended_at__isnull=False)
STOPS = ("met_at", "cancelled_at", "suspended_at")
HOURS = ["hours", "working_hours"]


class DayInPuyang(models.Func):
    """The day on which a moment lies in Puyang; the same in an index and in a query."""

    template = "(%(expressions)s AT TIME ZONE 'Asia/Shanghai')::date"
    output_field = models.DateField()


def _not_kept():
    """Return the condition that it runs, or was met, cancelled or stopped after its time."""
    late = RUNNING
    for stop in STOPS:
        late |= Q(due_at__isnull=True, due_on__lt=DayInPuyang(stop)) | Q(due_at__lt=F(stop))
    return late


NOT_KEPT = _not_kept()  # word for word the condition of an index: a query that repeats it is fast


class UnitChoices(models.TextChoices):
    """What a period counts; `set` is a date that a person or an agreement fixed."""

    WORKING_DAYS = "working_days", pgettext_lazy("unit", "working days")
    CALENDAR_DAYS = "calendar_days", pgettext_lazy("unit", "calendar days")
    MONTHS = "months", pgettext_lazy("unit", "months")
    HOURS = "hours", pgettext_lazy("unit", "hours")
    WORKING_HOURS = "working_hours", pgettext_lazy("unit", "working hours")
    SET = "set", pgettext_lazy("unit", "date set")


class DeadlineQuerySet(ScopedQuerySet):
    """What is due, late or met; none of it is a counter."""

    def for_subject(self, subject):
        """Return the deadlines of one record."""
        kind = ContentType.objects.get_for_model(subject)
        return self.filter(subject_type=kind, subject_id=subject.pk)

    def for_subjects(self, model, ids):
        """Return the deadlines of the records of `model` with these keys."""
        kind = ContentType.objects.get_for_model(model)
        return self.filter(subject_type=kind, subject_id__in=ids)

    def open(self):
        """Return those neither met nor cancelled; a suspended one is open."""
        return self.filter(OPEN)

    def running(self):
        """Return those that count now."""
        return self.filter(RUNNING)

    def overdue(self, now=None):
        """Return the running ones past their time: from 00:00 of the day after in Puyang.

        `now` is a moment or a day.
        """
        now = now or timezone.now()
        if not isinstance(now, datetime):
            return self.running().filter(due_on__lt=now)
        return self.running().filter(_past(now), due_on__lte=timezone.localdate(now))

    def due_by(self, day):
        """Return the running ones that end on `day` or earlier."""
        return self.running().filter(due_on__lte=day)

    def met_late(self):
        """Return those met after their last day (or moment)."""
        late = Q(met_on__gt=F("due_on")) | Q(due_at__isnull=False, met_at__gt=F("due_at"))
        return self.filter(late)

    def missed(self, now=None):
        """Return those that were not kept: stopped after their time, or running past it.

        What became of them afterwards (met late, cancelled, stopped) does not mend it.
        """
        return self.filter(NOT_KEPT).filter(STOPPED | _past(now or timezone.now()))

    def within(self, path):
        """Return those of one area and everything in it."""
        return self.filter(area_path__startswith=path)


class Deadline(models.Model):
    """One thing that one office owes by one day, with the arithmetic and the law behind it."""

    area_lookup = "area_path"

    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    kind = models.CharField(_("kind"), max_length=40)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    area_path = models.CharField(_("area"), max_length=250)
    post = models.ForeignKey(
        "accounts.Post",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deadlines",
        verbose_name=_("owed by"),
    )
    rule_code = models.CharField(_("rule"), max_length=60, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    length = models.PositiveIntegerField(_("length"))
    unit = models.CharField(_("unit"), max_length=20, choices=UnitChoices)
    basis_zh = models.CharField(_("legal basis in Chinese"), max_length=200, blank=True)
    basis_en = models.CharField(_("legal basis in English"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("started at"))
    started_on = models.DateField(_("day 0"))
    due_on = models.DateField(_("due on"))
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    provisional = models.BooleanField(_("provisional"), default=False)
    counted = models.JSONField(_("arithmetic"))
    met_at = models.DateTimeField(_("met at"), null=True, blank=True)
    met_on = models.DateField(_("met on"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    suspended_at = models.DateTimeField(_("suspended at"), null=True, blank=True)
    remind_from = models.DateField(_("reminders from"))
    next_rung_on = models.DateField(_("next reminder on"), null=True, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind", "round"],
                name="deadline_is_one_per_subject_kind_and_round",
            ),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind"],
                condition=OPEN,
                name="deadline_of_a_kind_is_open_once",
            ),
            models.CheckConstraint(
                condition=OPEN
                | Q(met_at__isnull=False, cancelled_at__isnull=True, suspended_at__isnull=True)
                | Q(met_at__isnull=True, cancelled_at__isnull=False, suspended_at__isnull=True),
                name="deadline_is_met_cancelled_or_suspended_not_two_of_them",
            ),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True, met_on__isnull=True)
                | Q(met_at__isnull=False, met_on__isnull=False),
                name="deadline_met_on_iff_met_at",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("started_on")), name="deadline_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(unit__in=HOURS, due_at__isnull=False)
                | (~Q(unit__in=HOURS) & Q(due_at__isnull=True)),
                name="deadline_has_a_moment_iff_counted_in_hours",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=UnitChoices.values), name="deadline_counts_a_known_unit"
            ),
            models.CheckConstraint(
                condition=Q(next_rung_on__isnull=True) | RUNNING,
                name="deadline_reminds_only_while_it_runs",
            ),
            models.CheckConstraint(condition=Q(round__gte=1), name="deadline_round_from_one"),
            models.CheckConstraint(
                condition=~Q(kind="") & ~Q(area_path="") & ~Q(name_zh="") & ~Q(name_en=""),
                name="deadline_has_kind_area_and_name",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_rung_on", "id"],
                condition=Q(next_rung_on__isnull=False),
                name="deadline_to_remind",
            ),
            models.Index(
                fields=["area_path", "due_on", "id"],
                opclasses=["text_pattern_ops", "date_ops", "int8_ops"],
                condition=RUNNING,
                name="deadline_due_in_area",
            ),
            models.Index(
                fields=["due_on", "id"],
                include=["area_path", "kind"],
                condition=RUNNING,
                name="deadline_due",
            ),
            models.Index(
                fields=["due_on"],
                include=["subject_type", "subject_id", "kind", "due_at", *STOPS],
                condition=NOT_KEPT,
                name="deadline_missed",
            ),
            models.Index(
                fields=["kind", "met_on"],
                include=["subject_type", "subject_id", "due_on", "due_at", "met_at"],
                condition=Q(met_on__isnull=False),
                name="deadline_met",
            ),
            models.Index(fields=["post", "due_on", "id"], condition=OPEN, name="deadline_of_post"),
        ]

    def __str__(self):
        return f"{self.label} #{self.round}: {self.due_on}"

    @property
    def label(self):
        """Return what is owed, in the active language."""
        return self.name_zh if _chinese() else self.name_en

    @property
    def basis(self):
        """Return the law in the active language; empty for local policy."""
        return self.basis_zh if _chinese() else self.basis_en

    @property
    def subject_url(self):
        """Return the page of the record at the desk; empty where it has none of its own."""
        address = getattr(self.subject, "get_absolute_url", None)
        return address() if address else ""

    @property
    def counted_text(self):
        """Return the arithmetic as one text in the active language."""
        return counted.as_text(self.counted)

    @property
    def is_open(self):
        """Tell whether it is neither met nor cancelled."""
        return self.met_at is None and self.cancelled_at is None

    @property
    def is_running(self):
        """Tell whether it counts now."""
        return self.is_open and self.suspended_at is None

    def is_overdue(self, now=None):
        """Tell whether it runs past its time at `now`."""
        return self.is_running and self.ended_before(now or timezone.now())

    def ended_before(self, moment):
        """Tell whether its last day (or moment) lay before `moment`."""
        if self.due_at is not None:
            return self.due_at < moment
        return self.due_on < timezone.localdate(moment)

    @property
    def was_late(self):
        """Tell whether it was met too late."""
        return self.met_at is not None and self.ended_before(self.met_at)


def _past(now):
    """Return the condition that the last day (or moment) lies before `now`."""
    return Q(due_at__isnull=True, due_on__lt=timezone.localdate(now)) | Q(due_at__lt=now)


def _chinese():
    return (get_language() or "zh").startswith("zh")
