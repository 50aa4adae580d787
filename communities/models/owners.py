"""The owners' register, kept apart: only what an assembly needs, and that under lock (PIPL 6).

No number of an identity card, no date of birth, no party membership: there is no column for them.
"""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities import credit_code
from communities.models.communities import Community
from communities.models.companies import validate_credit_code
from communities.models.units import Unit
from communities.premises.choices import OwnerKind
from puyang_property.core.querysets import ScopedQuerySet
from puyang_property.core.secrecy import EncryptedTextField

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


class OwnerQuerySet(ScopedQuerySet):
    """Owners by what is kept of them."""

    def named(self):
        """Return those whose name is still kept."""
        return self.filter(anonymised_at__isnull=True)


class Owner(models.Model):
    """An owner in one compound; the same person in another compound is another row.

    Nothing here can be searched but the telephone, as a whole, by its keyed hash.
    """

    area_lookup = "community__area_path"
    reveal_permission = "communities.reveal_owner"

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="owners", verbose_name=_("compound"), editable=False
    )
    kind = models.CharField(
        _("owner is a"), max_length=12, choices=OwnerKind, default=OwnerKind.PERSON
    )
    name = EncryptedTextField(
        pgettext_lazy("owner", "name"), max_length=100, blank=True, kind="name"
    )
    phone = EncryptedTextField(_("telephone"), max_length=20, blank=True, kind="phone")
    phone_digest = models.CharField(max_length=64, blank=True, editable=False)
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        validators=[validate_credit_code],
        help_text=_("Of an organisation; never the number of a person's identity card."),
    )
    anonymised_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = OwnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("owner of units")
        verbose_name_plural = _("owners of units")
        ordering = ["community", "id"]
        permissions = [
            ("keep_owner", _("Can keep the owners' register")),
            ("reveal_owner", _("Can see the name and telephone of an owner, for a reason")),
            ("export_owner", _("Can take the owners' register out as a file, for a reason")),
            ("import_owner", _("Can import units with their owners")),
        ]
        indexes = [
            models.Index(fields=["community", "id"], name="owner_by_compound"),
            models.Index(
                fields=["community", "phone_digest"],
                condition=~Q(phone_digest=""),
                name="owner_by_phone",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OwnerKind.values), name="owner_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(name__isnull=False, anonymised_at__isnull=True)
                | Q(
                    name__isnull=True,
                    phone__isnull=True,
                    phone_digest="",
                    credit_code="",
                    anonymised_at__isnull=False,
                ),
                name="owner_has_a_name_until_it_is_erased",
                violation_error_message=_("Give the name of the owner."),
            ),
            models.CheckConstraint(
                condition=Q(phone__isnull=True, phone_digest="")
                | (Q(phone__isnull=False) & ~Q(phone_digest="")),
                name="owner_phone_iff_its_hash",
            ),
            models.CheckConstraint(
                condition=Q(credit_code="")
                | Q(kind=OwnerKind.ORGANISATION, credit_code__regex=credit_code.PATTERN),
                name="owner_credit_code_only_of_organisations",
                violation_error_message=_("Only an organisation has a unified social credit code."),
            ),
        ]

    def __str__(self):
        """Return a number, never a name: this text stands in logs, titles and histories."""
        return _t("Owner %(number)s") % {"number": self.pk}

    def get_absolute_url(self):
        """Return the owner's page at the desk."""
        return reverse("communities:owner", args=[self.pk])

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.community.area_path


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

    @property
    def share(self):
        """Return the share as people write it: 1/2."""
        return f"{self.share_numerator}/{self.share_denominator}"

    @property
    def is_whole(self):
        """Tell whether the unit has no other owner."""
        return self.share_numerator == self.share_denominator
