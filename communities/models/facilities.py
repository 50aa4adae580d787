"""What belongs to all owners together (共有设施设备): lifts, pumps, gates, rooms, green, roads."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models.communities import Community, between
from communities.models.premises import LARGEST, SQUARE_METRES, Building, Entrance, PremisesQuerySet
from communities.premises.choices import TONES, Condition, FacilityKind
from puyang_property.core.models.cleaning import LeanCleaning
from puyang_property.core.search import squeeze

NEVER = date(9999, 12, 31)


class FacilityQuerySet(PremisesQuerySet):
    """Facilities by kind and name."""

    def search(self, words):
        """Return those whose name, place or compound holds all the blank-separated `words`."""
        found = self
        for word in str(words).split()[:8]:
            inside = Q(search_text__contains=squeeze(word)) if squeeze(word) else Q(pk=None)
            found = found.filter(inside | Q(community__name__contains=word))
        return found


class CommonFacility(LeanCleaning, models.Model):
    """One facility: where it is, in which condition, who maintains it, when it is checked next."""

    area_lookup = "community__area_path"

    community = models.ForeignKey(
        Community,
        models.PROTECT,
        related_name="facilities",
        verbose_name=_("compound"),
        editable=False,
    )
    kind = models.CharField(_("kind"), max_length=15, choices=FacilityKind)
    name = models.CharField(
        _("name or number"), max_length=80, help_text=_("By which people on the spot find it.")
    )
    building = models.ForeignKey(
        Building,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="facilities",
        verbose_name=_("building"),
    )
    entrance = models.ForeignKey(
        Entrance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="facilities",
        verbose_name=pgettext_lazy("building", "entrance"),
    )
    place = models.CharField(_("where exactly"), max_length=120, blank=True)
    condition = models.CharField(
        _("condition"), max_length=10, choices=Condition, default=Condition.UNKNOWN
    )
    maintainer = models.CharField(
        _("maintained by"), max_length=120, blank=True, help_text=_("The company or office.")
    )
    area = models.DecimalField(_("area (m²)"), **SQUARE_METRES)
    committee_area = models.DecimalField(
        _("of which office of the owners' committee (m²)"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal())],
    )
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    next_check_on = models.DateField(
        _("next check by"),
        null=True,
        blank=True,
        help_text=_("For a lift: until when its inspection is valid."),
    )
    check_order = models.GeneratedField(
        expression=Coalesce("next_check_on", Cast(Value(NEVER), output_field=models.DateField())),
        output_field=models.DateField(),
        db_persist=True,
    )
    search_text = models.CharField(max_length=300, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("common facility")
        verbose_name_plural = _("common facilities")
        ordering = ["community", "kind", "id"]
        indexes = [
            models.Index(fields=["community", "kind", "id"], name="facility_by_compound"),
            models.Index(fields=["check_order", "id"], name="facility_by_check"),
            models.Index(fields=["-created_at", "-id"], name="facility_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=FacilityKind.values), name="facility_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(condition__in=Condition.values), name="facility_condition_is_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="facility_has_a_name"),
            models.CheckConstraint(
                condition=Q(building__isnull=False) | ~Q(place=""),
                name="facility_has_a_place",
                violation_error_message=_("Say where it is: choose a building or describe it."),
            ),
            models.CheckConstraint(
                condition=Q(entrance__isnull=True) | Q(building__isnull=False),
                name="facility_entrance_needs_its_building",
            ),
            models.CheckConstraint(
                condition=between("area", "0.01", LARGEST), name="facility_area_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(committee_area__isnull=True)
                | Q(
                    kind=FacilityKind.PROPERTY_ROOM,
                    area__isnull=False,
                    committee_area__gte=0,
                    committee_area__lte=F("area"),
                ),
                name="facility_committee_office_lies_in_a_property_room",
                violation_error_message=_(
                    "The committee's office is a part of a property-service room of known area."
                ),
            ),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True)
                | Q(next_check_on__isnull=True)
                | Q(next_check_on__gt=F("checked_on")),
                name="facility_next_check_follows_the_last",
                violation_error_message=_("The next check comes after the last one."),
            ),
        ]

    def __str__(self):
        return f"{self.community}: {self.name}"

    def get_absolute_url(self):
        """Return the facility's page at the desk."""
        return reverse("communities:facility", args=[self.pk])

    def clean(self):
        """Refuse a building of another compound and an entrance of another building."""
        super().clean()
        if self.building is not None and self.building.community_id != self.community_id:
            raise ValidationError({"building": _t("This building belongs to another compound.")})
        if self.entrance is not None and self.entrance.building_id != self.building_id:
            raise ValidationError({"entrance": _t("This entrance belongs to another building.")})

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.community.area_path

    @property
    def area_path(self):
        """Return the path of the compound, for the clock."""
        return self.community.area_path

    @property
    def condition_tone(self):
        """Return the tone of the badge of its condition."""
        return TONES[self.condition]

    @property
    def where(self):
        """Return where it is, in words."""
        parts = (self.building, self.entrance, self.place)
        return " ".join(str(part) for part in parts if part)
