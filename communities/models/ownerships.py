"""Who owns which unit (which share of it), from which day to which."""

from datetime import date

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models.owners import Owner
from communities.models.units import Unit
from puyang_property.core.querysets import ScopedQuerySet

LARGEST_SHARE = 100_000
SHARES_WITHIN_ONE = """
    PERFORM 1 FROM communities_unit WHERE id = NEW.unit_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT COALESCE(from_on, '-infinity'::date) AS day FROM communities_ownership
            WHERE unit_id = NEW.unit_id AND withdrawn_at IS NULL
        ) days WHERE (
            SELECT SUM(share_numerator::numeric / share_denominator) FROM communities_ownership
            WHERE unit_id = NEW.unit_id AND withdrawn_at IS NULL
            AND COALESCE(from_on, '-infinity'::date) <= days.day
            AND COALESCE(to_on, 'infinity'::date) > days.day
        ) > 1.0000000000001
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'ownership_shares_within_one';
    END IF;
    RETURN NULL;
"""


class OwnershipQuerySet(ScopedQuerySet):
    """Ownerships by when they hold."""

    def standing(self):
        """Return those not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def current(self, on=None):
        """Return those that hold on that day (today)."""
        on = on or timezone.localdate()
        return self.standing().filter(
            Q(from_on__isnull=True) | Q(from_on__lte=on), Q(to_on__isnull=True) | Q(to_on__gt=on)
        )


class Ownership(models.Model):
    """That somebody owns (a share of) a unit, from a day on until before another (CC-273)."""

    area_lookup = "unit__community__area_path"

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="ownerships", verbose_name=_("unit owned")
    )
    owner = models.ForeignKey(
        Owner, models.PROTECT, related_name="ownerships", verbose_name=_("owner of units")
    )
    share_numerator = models.PositiveIntegerField(
        _("share (numerator)"), default=1, validators=[MinValueValidator(1)]
    )
    share_denominator = models.PositiveIntegerField(
        _("share (denominator)"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(LARGEST_SHARE)],
    )
    from_on = models.DateField(
        _("owner from"), null=True, blank=True, help_text=_("Empty where nobody knows.")
    )
    to_on = models.DateField(
        _("owner until before"),
        null=True,
        blank=True,
        help_text=_("The first day of the next owner."),
    )
    is_representative = models.BooleanField(
        _("represents the co-owners"),
        default=False,
        help_text=_("Co-owners of one unit choose one person; they count as one head."),
    )
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = OwnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("ownership")
        verbose_name_plural = _("ownerships")
        ordering = ["unit", "from_on", "id"]
        triggers = [
            pgtrigger.Trigger(
                name="ownership_shares_within_one",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__withdrawn_at__isnull=True),
                func=SHARES_WITHIN_ONE,
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    share_numerator__gte=1,
                    share_denominator__gte=F("share_numerator"),
                    share_denominator__lte=LARGEST_SHARE,
                ),
                name="ownership_share_is_a_part_of_one",
                violation_error_message=_("A share is greater than nothing and at most the whole."),
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True)
                | Q(to_on__isnull=True)
                | Q(to_on__gt=F("from_on")),
                name="ownership_ends_after_it_begins",
                violation_error_message=_("It ends after the day on which it begins."),
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(is_representative=True, to_on__isnull=True, withdrawn_at__isnull=True),
                name="ownership_one_representative_of_a_unit",
                violation_error_message=_("The co-owners have one representative already."),
            ),
            # int8range stands in for btree_gist, as with contracts.
            ExclusionConstraint(
                name="ownership_once_at_a_time",
                expressions=[
                    (
                        Func("unit", "unit", Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func("owner", "owner", Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            Cast("from_on", models.DateField()),
                            Cast("to_on", models.DateField()),
                            Value("[)"),
                            function="daterange",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message=_("This owner is recorded for part of this time already."),
            ),
        ]

    def __str__(self):
        return f"{self.unit}: {self.share}"

    def get_absolute_url(self):
        """Return the page of the unit."""
        return self.unit.get_absolute_url()

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.unit.scope_path

    def overlaps(self, other):
        """Tell whether both hold on one day at least; they end before `to_on`."""
        begins = max(self.from_on or date.min, other.from_on or date.min)
        return begins < min(self.to_on or date.max, other.to_on or date.max)

    @property
    def share(self):
        """Return the share as people write it: 1/2."""
        return f"{self.share_numerator}/{self.share_denominator}"

    @property
    def is_whole(self):
        """Tell whether the unit has no other owner."""
        return self.share_numerator == self.share_denominator
