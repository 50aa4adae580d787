"""The exclusive parts of a compound (户): place, areas by source, sale and delivery."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models.communities import Community, between
from communities.models.premises import (
    FLOOR,
    HIGHEST,
    LARGEST,
    LOWEST,
    SQUARE_METRES,
    Building,
    Entrance,
    PremisesQuerySet,
)
from communities.premises import numbering
from communities.premises.choices import TONES, WITH_DEVELOPER, AreaSource, Sale, Use
from puyang_property.core.models.cleaning import LeanCleaning


class UnitQuerySet(PremisesQuerySet):
    """Units by what they are and what is known of them."""

    def search(self, words):
        """Return those whose place holds all the blank-separated `words`."""
        found = self
        for word in str(words).split()[:8]:
            word = numbering.needle(word)
            found = found.filter(search_text__contains=word) if word else found.none()
        return found

    def with_place(self):
        """Bring what a unit needs to say where it is."""
        return self.select_related("building", "entrance")


class Unit(LeanCleaning, models.Model):
    """An exclusive part (户): its areas by source, and how far the developer has parted with it.

    The three areas are kept side by side; the first known in the legal order counts (CC-AREA),
    so that a later contract figure can never push the register's aside.
    """

    area_lookup = "community__area_path"

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="units", verbose_name=_("compound"), editable=False
    )
    building = models.ForeignKey(
        Building, models.PROTECT, related_name="units", verbose_name=_("building"), editable=False
    )
    entrance = models.ForeignKey(
        Entrance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name=pgettext_lazy("building", "entrance"),
    )
    number = models.CharField(_("room number"), max_length=30)
    number_key = models.CharField(max_length=30, editable=False)
    place_key = models.CharField(max_length=200, editable=False)
    search_text = models.CharField(max_length=300, editable=False)
    floor = models.SmallIntegerField(_("floor"), null=True, blank=True, validators=FLOOR)
    use = models.CharField(
        pgettext_lazy("unit", "use"), max_length=10, choices=Use, default=Use.DWELLING
    )
    area_registered = models.DecimalField(_("area in the register (m²)"), **SQUARE_METRES)
    area_surveyed = models.DecimalField(_("area surveyed (m²)"), **SQUARE_METRES)
    area_contracted = models.DecimalField(_("area in the sale contract (m²)"), **SQUARE_METRES)
    area = models.GeneratedField(
        verbose_name=_("exclusive area (m²)"),
        expression=Coalesce("area_registered", "area_surveyed", "area_contracted"),
        output_field=models.DecimalField(max_digits=10, decimal_places=2, null=True),
        db_persist=True,
        null=True,
    )
    area_source = models.GeneratedField(
        verbose_name=_("source of the area"),
        expression=Case(
            When(area_registered__isnull=False, then=Value(AreaSource.REGISTER.value)),
            When(area_surveyed__isnull=False, then=Value(AreaSource.SURVEY.value)),
            When(area_contracted__isnull=False, then=Value(AreaSource.CONTRACT.value)),
            default=Value(""),
        ),
        output_field=models.CharField(max_length=10),
        db_persist=True,
        choices=AreaSource,
    )
    sale = models.CharField(
        _("sale and delivery"), max_length=10, choices=Sale, default=Sale.DELIVERED
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("premises", "unit")
        verbose_name_plural = pgettext_lazy("premises", "units")
        ordering = ["community", "place_key", "id"]
        indexes = [
            models.Index(fields=["community", "place_key", "id"], name="unit_by_place"),
            models.Index(fields=["place_key", "id"], name="unit_by_place_alone"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["building", "entrance", "number_key"],
                condition=Q(ended_on__isnull=True),
                nulls_distinct=False,
                name="unit_number_once_in_its_entrance",
                violation_error_message=_("There is a unit of this number here already."),
            ),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(number_key="") & ~Q(place_key=""),
                name="unit_has_a_number_and_a_place",
            ),
            models.CheckConstraint(
                condition=between("floor", LOWEST, HIGHEST), name="unit_floor_is_possible"
            ),
            models.CheckConstraint(condition=Q(use__in=Use.values), name="unit_use_is_known"),
            models.CheckConstraint(condition=Q(sale__in=Sale.values), name="unit_sale_is_known"),
            models.CheckConstraint(
                condition=between("area_registered", "0.01", LARGEST)
                & between("area_surveyed", "0.01", LARGEST)
                & between("area_contracted", "0.01", LARGEST),
                name="unit_areas_are_positive",
                violation_error_message=_("An area is greater than zero; leave it empty instead."),
            ),
        ]

    def __str__(self):
        place = {"building": self.building, "unit": self.number}
        if self.entrance is None:
            return _t("%(building)s %(unit)s") % place
        return _t("%(building)s %(entrance)s %(unit)s") % {**place, "entrance": self.entrance}

    def get_absolute_url(self):
        """Return the unit's page at the desk."""
        return reverse("communities:unit", args=[self.pk])

    def clean(self):
        """Refuse an entrance of another building."""
        super().clean()
        if self.entrance is not None and self.entrance.building_id != self.building_id:
            raise ValidationError({"entrance": _t("This entrance belongs to another building.")})

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.community.area_path

    @property
    def sale_tone(self):
        """Return the tone of the badge of sale and delivery."""
        return TONES[self.sale]

    @property
    def is_with_developer(self):
        """Tell whether the developer is still its owner: unsold, or sold and not delivered."""
        return self.sale in WITH_DEVELOPER
