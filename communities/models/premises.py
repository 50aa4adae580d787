"""What stands in a compound: buildings (楼栋) and their entrances (单元)."""

import re
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models.communities import FIRST_YEAR, LAST_YEAR, Community, between
from puyang_property.core.models.cleaning import LeanCleaning
from puyang_property.core.querysets import ScopedQuerySet

LOWEST, HIGHEST = -9, 150
BARE = re.compile(r"[0-9A-Za-z]+")
SQUARE_METRES = {
    "max_digits": 10,
    "decimal_places": 2,
    "null": True,
    "blank": True,
    "validators": [MinValueValidator(Decimal("0.01"))],
}
LARGEST = "99999999.99"
FLOOR = [MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]


class PremisesQuerySet(ScopedQuerySet):
    """Rows that stand until they end."""

    def standing(self):
        """Return those that have not ended."""
        return self.filter(ended_on__isnull=True)


class Building(LeanCleaning, models.Model):
    """A building of a compound; it ends (demolished, entered twice) and is never deleted."""

    area_lookup = "community__area_path"

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="building_rows", verbose_name=_("compound")
    )
    number = models.CharField(
        _("number"), max_length=30, help_text=_("As the residents say it: 3, 3号楼, A座.")
    )
    number_key = models.CharField(max_length=30, editable=False)
    place_key = models.CharField(max_length=60, editable=False)
    name = models.CharField(_("name"), max_length=60, blank=True)
    floors_above = models.PositiveSmallIntegerField(
        _("floors above ground"), null=True, blank=True, validators=[MaxValueValidator(HIGHEST)]
    )
    floors_below = models.PositiveSmallIntegerField(
        _("floors below ground"), null=True, blank=True, validators=[MaxValueValidator(-LOWEST)]
    )
    built_year = models.PositiveSmallIntegerField(
        _("year built"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    has_lift = models.BooleanField(_("has a lift"), null=True, blank=True)
    floor_area = models.DecimalField(_("floor area (m²)"), **SQUARE_METRES)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = PremisesQuerySet.as_manager()

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        ordering = ["community", "place_key", "id"]
        permissions = [("keep_premises", _("Can keep buildings, units and facilities"))]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "number_key"],
                condition=Q(ended_on__isnull=True),
                name="building_number_once_in_a_compound",
                violation_error_message=_("The compound has a building of this number already."),
            ),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(number_key=""), name="building_has_a_number"
            ),
            models.CheckConstraint(
                condition=between("floors_above", 0, HIGHEST) & between("floors_below", 0, -LOWEST),
                name="building_floors_are_possible",
            ),
            models.CheckConstraint(
                condition=between("built_year", FIRST_YEAR, LAST_YEAR),
                name="building_year_is_possible",
                violation_error_message=_("Give the year with four digits."),
            ),
            models.CheckConstraint(
                condition=between("floor_area", "0.01", LARGEST),
                name="building_floor_area_is_positive",
                violation_error_message=_("An area is greater than zero; leave it empty instead."),
            ),
        ]

    def __str__(self):
        told = self.number
        if BARE.fullmatch(told):
            told = _t("Building %(number)s") % {"number": told}
        return f"{told} ({self.name})" if self.name else told

    def get_absolute_url(self):
        """Return the building's page at the desk."""
        return reverse("communities:building", args=[self.pk])

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.community.area_path


class Entrance(models.Model):
    """An entrance (单元) of a building with units of its own."""

    area_lookup = "building__community__area_path"

    building = models.ForeignKey(
        Building, models.PROTECT, related_name="entrances", verbose_name=_("building")
    )
    number = models.CharField(_("number"), max_length=30)
    number_key = models.CharField(max_length=30, editable=False)
    place_key = models.CharField(max_length=60, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)

    objects = PremisesQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("building", "entrance")
        verbose_name_plural = pgettext_lazy("building", "entrances")
        ordering = ["building", "place_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["building", "number_key"],
                condition=Q(ended_on__isnull=True),
                name="entrance_number_once_in_a_building",
                violation_error_message=_("The building has an entrance of this number already."),
            ),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(number_key=""), name="entrance_has_a_number"
            ),
        ]

    def __str__(self):
        if BARE.fullmatch(self.number):
            return _t("Entrance %(number)s") % {"number": self.number}
        return self.number

    def get_absolute_url(self):
        """Return the page of its building at the desk."""
        return self.building.get_absolute_url()

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.building.scope_path
