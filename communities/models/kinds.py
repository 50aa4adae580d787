"""What kind a compound was, and since when: dated periods, of which one is open."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from communities.choices import Kind
from communities.models.agreement import kind_agrees
from communities.models.communities import Community
from puyang_property.core.querysets import ScopedQuerySet


class KindPeriodQuerySet(ScopedQuerySet):
    """Periods by the day they hold for."""

    def open(self):
        """Return those that hold until further notice: one for each compound."""
        return self.filter(ends_on__isnull=True)

    def on(self, day):
        """Return those that held on `day`; an unknown beginning reaches back."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day),
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        )


class KindPeriod(models.Model):
    """A compound was of one kind from a day to a day; `Community.kind` copies the open one."""

    area_lookup = "community__area_path"

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="kind_periods", verbose_name=_("compound")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    starts_on = models.DateField(
        _("of this kind since"),
        null=True,
        blank=True,
        help_text=_("Empty: as long as anything is known."),
    )
    ends_on = models.DateField(_("last day of this kind"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    document = models.CharField(
        _("decided in"),
        max_length=120,
        blank=True,
        help_text=_("Number and title of the paper that decided it, where there is one."),
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = KindPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("period of a kind")
        verbose_name_plural = _("periods of kinds")
        ordering = ["community", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="kindperiod_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="kindperiod_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["community"],
                condition=Q(ends_on__isnull=True),
                name="kindperiod_one_is_open",
            ),
            ExclusionConstraint(
                name="kindperiod_one_kind_at_a_time",
                expressions=[
                    (
                        Func("community", "community", Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            Cast("starts_on", models.DateField()),
                            Cast("ends_on", models.DateField()),
                            Value("[]"),
                            function="daterange",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("The compound was of another kind in part of this time."),
            ),
        ]
        indexes = [models.Index(fields=["kind", "community"], name="kindperiod_by_kind")]
        # Whoever writes the kind of a compound past the verbs is refused at the commit.
        triggers = [
            kind_agrees(
                "kindperiod_agrees",
                pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                "COALESCE(NEW.community_id, OLD.community_id)",
            )
        ]

    def __str__(self):
        return f"{self.community}: {self.get_kind_display()}"

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.community.area_path
