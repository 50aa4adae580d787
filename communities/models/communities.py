"""The compound (小区) and its names."""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Level
from communities import codes
from communities.choices import AliasKind, Kind, ManagementMode
from communities.models.agreement import kind_agrees
from puyang_property.core import search
from puyang_property.core.models.cleaning import LeanCleaning
from puyang_property.core.querysets import ScopedQuerySet

FIRST_YEAR, LAST_YEAR = 1900, 2100
CHINA = {"lng": (73, 136), "lat": (3, 54)}


def between(field, low, high):
    """Return the condition that `field` is empty or lies between `low` and `high`."""
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": low, f"{field}__lte": high})


class CommunityQuerySet(ScopedQuerySet):
    """Compounds by what they are and who may see them."""

    def current(self):
        """Return those that exist: neither merged into another nor taken back."""
        return self.filter(merged_into__isnull=True, withdrawn_at__isnull=True)

    def public(self):
        """Return those that the public register shows."""
        return self.current().filter(is_published=True)

    def unplaced(self):
        """Return those that no residents' committee is known for yet."""
        return self.current().exclude(area__level=Level.COMMUNITY)

    def of_kind_on(self, kind, day):
        """Return those that were of `kind` on `day`, whatever they are now."""
        held = self.model._meta.get_field("kind_periods").related_model.objects.on(day)
        return self.filter(pk__in=held.filter(kind=kind).values("community"))

    def search(self, words):
        """Return those whose name, alias, pinyin, initials, code or address holds all `words`."""
        return search.matching(self, words)


class Community(LeanCleaning, models.Model):
    """One residential compound, placed in an area of any level."""

    area_lookup = "area_path"

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.UNKNOWN)
    management_mode = models.CharField(
        _("management"), max_length=15, choices=ManagementMode, default=ManagementMode.UNKNOWN
    )
    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    pinyin = models.CharField(max_length=300, editable=False)
    initials = models.CharField(max_length=120, editable=False)
    public_code = models.CharField(
        _("public code"), max_length=6, unique=True, default=codes.new_code, editable=False
    )
    area = models.ForeignKey(
        "accounts.Area", models.PROTECT, related_name="communities", verbose_name=_("area")
    )
    area_path = models.CharField(max_length=250, editable=False)
    address = models.CharField(_("address"), max_length=300, blank=True)
    address_key = models.CharField(max_length=300, blank=True, editable=False)
    developer = models.CharField(_("developer"), max_length=200, blank=True)
    built_year = models.PositiveSmallIntegerField(
        _("year built"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    buildings = models.PositiveIntegerField(_("number of buildings"), null=True, blank=True)
    floor_area = models.DecimalField(
        _("floor area (m²)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    land_area = models.DecimalField(
        _("land area (m²)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    green_rate = models.DecimalField(
        _("green space (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    plot_ratio = models.DecimalField(
        _("plot ratio"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    parking_spaces = models.PositiveIntegerField(_("parking spaces"), null=True, blank=True)
    lng = models.DecimalField(
        _("longitude (BD-09)"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    lat = models.DecimalField(
        _("latitude (BD-09)"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    is_published = models.BooleanField(_("shown to the public"), default=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        editable=False,
        verbose_name=_("merged into"),
    )
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=60, blank=True)
    source_ref = models.CharField(_("entry in the source"), max_length=200, blank=True)
    search_text = models.TextField(editable=False, blank=True)
    search_grams = SearchVectorField(editable=False, null=True)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("compound")
        verbose_name_plural = _("compounds")
        ordering = ["pinyin", "id"]
        permissions = [
            ("publish_community", _("Can show a compound to the public or hide it")),
            ("place_community", _("Can place a compound in an area")),
            ("merge_community", _("Can merge compounds")),
            ("import_community", _("Can import a register of compounds")),
            ("decide_duplicate", _("Can decide whether two compounds are one")),
        ]
        indexes = [
            models.Index(
                fields=["area_path", "pinyin", "id"],
                opclasses=["text_pattern_ops", "text_ops", "int8_ops"],
                name="community_by_area",
            ),
            models.Index(fields=["pinyin", "id"], name="community_by_pinyin"),
            models.Index(fields=["name_key"], name="community_by_name_key"),
            models.Index(fields=["address_key"], name="community_by_address_key"),
            models.Index(fields=["lng", "lat"], name="community_by_position"),
            models.Index(fields=["source", "source_ref"], name="community_by_source"),
            GinIndex(fields=["search_grams"], name="community_by_grams", fastupdate=False),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="community_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(management_mode__in=ManagementMode.values),
                name="community_management_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(name_key="") & ~Q(area_path=""),
                name="community_has_a_name_and_a_place",
                violation_error_message=_("Give the compound a name and a place."),
            ),
            models.CheckConstraint(
                condition=Q(public_code__regex=codes.PATTERN),
                name="community_code_is_unambiguous",
            ),
            models.CheckConstraint(
                condition=between("built_year", FIRST_YEAR, LAST_YEAR),
                name="community_built_year_is_possible",
                violation_error_message=_("Give the year with four digits."),
            ),
            models.CheckConstraint(
                condition=between("floor_area", "0.01", "9999999999.99"),
                name="community_floor_area_is_positive",
                violation_error_message=_("An area is greater than zero; leave it empty instead."),
            ),
            models.CheckConstraint(
                condition=between("land_area", "0.01", "9999999999.99"),
                name="community_land_area_is_positive",
                violation_error_message=_("An area is greater than zero; leave it empty instead."),
            ),
            models.CheckConstraint(
                condition=between("green_rate", 0, 100),
                name="community_green_rate_is_a_percentage",
                violation_error_message=_("Give a percentage between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=between("plot_ratio", "0.01", 30),
                name="community_plot_ratio_is_possible",
                violation_error_message=_("A plot ratio lies between 0.01 and 30."),
            ),
            models.CheckConstraint(
                condition=(Q(lng__isnull=True) & Q(lat__isnull=True))
                | Q(
                    lng__isnull=False,
                    lat__isnull=False,
                    lng__range=CHINA["lng"],
                    lat__range=CHINA["lat"],
                ),
                name="community_position_is_whole_and_in_china",
                violation_error_message=_("Give longitude and latitude, both inside China."),
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="community_is_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(is_published=False)
                | Q(merged_into__isnull=True, withdrawn_at__isnull=True),
                name="community_shown_only_while_it_exists",
            ),
        ]
        # The kind is a copy of the open KindPeriod; at the commit both are there and agree.
        triggers = [
            kind_agrees(
                "community_kind_agrees", pgtrigger.Insert | pgtrigger.UpdateOf("kind"), "NEW.id"
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Return the compound's page at the desk."""
        return reverse("communities:detail", args=[self.pk])

    @property
    def public_url(self):
        """Return the compound's page for the public."""
        return reverse("communities:public", args=[self.public_code])

    @property
    def scope_path(self):
        """Return the path by which permissions on this compound are decided."""
        return self.area_path

    @property
    def is_placed(self):
        """Tell whether the residents' committee is known."""
        return self.area.level == Level.COMMUNITY

    @property
    def survivor(self):
        """Return the entry that stands for this one: where it was merged to, or itself."""
        row = self
        while row.merged_into_id is not None:
            row = row.merged_into
        return row

    @property
    def is_current(self):
        """Tell whether the entry stands: neither merged nor taken back."""
        return self.merged_into_id is None and self.withdrawn_at is None


class CommunityAlias(models.Model):
    """A further name under which people look for a compound."""

    area_lookup = "community__area_path"

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="aliases", verbose_name=_("compound")
    )
    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    pinyin = models.CharField(max_length=300, editable=False)
    initials = models.CharField(max_length=120, editable=False)
    kind = models.CharField(
        _("kind of name"), max_length=10, choices=AliasKind, default=AliasKind.POPULAR
    )
    dropped_at = models.DateTimeField(_("no longer used since"), null=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("further name")
        verbose_name_plural = _("further names")
        ordering = ["community", "pinyin", "id"]
        indexes = [models.Index(fields=["name_key"], name="communityalias_by_name_key")]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "name"],
                condition=Q(dropped_at__isnull=True),
                name="communityalias_once_for_a_community",
                violation_error_message=_("The compound has this name already."),
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(name_key=""), name="communityalias_is_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AliasKind.values), name="communityalias_kind_is_known"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def scope_path(self):
        """Return the path of its compound."""
        return self.community.area_path
