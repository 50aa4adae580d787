"""Days on which offices do not do what the weekday says, and the years whose notice is known."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from puyang_property.core import workdays
from puyang_property.core.models.citywide import Citywide

FIRST_YEAR, LAST_YEAR = 1949, 2199


class CalendarYear(Citywide):
    """A year whose notice of public holidays is entered; counting past it is provisional."""

    year = models.PositiveSmallIntegerField(
        _("year"),
        unique=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    source = models.CharField(_("notice"), max_length=200)

    class Meta:
        verbose_name = _("published year")
        verbose_name_plural = _("published years")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="calendar_year_is_plausible",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="calendar_year_names_its_notice"),
        ]

    def __str__(self):
        return f"{self.year}"

    @property
    def first_day(self):
        """Return 1 January."""
        return date(self.year, 1, 1)

    @property
    def last_day(self):
        """Return 31 December."""
        return date(self.year, 12, 31)


class CalendarDay(Citywide):
    """One holiday, day in lieu, worked weekend day (调休) or closure of the whole city."""

    class Kind(models.TextChoices):
        """Why the day differs from its weekday."""

        HOLIDAY = workdays.DayKind.HOLIDAY.value, _("public holiday")
        IN_LIEU = workdays.DayKind.IN_LIEU.value, _("day off in lieu")
        MAKEUP_WORKDAY = workdays.DayKind.MAKEUP_WORKDAY.value, _("worked weekend day")
        LOCAL_CLOSURE = workdays.DayKind.LOCAL_CLOSURE.value, _("local closure")

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name_zh = models.CharField(_("name in Chinese"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="makeup_workday") | Q(day__iso_week_day__gte=6),
                name="calendar_day_made_up_is_a_weekend_day",
                violation_error_message=_("Only a Saturday or Sunday is worked in exchange."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="in_lieu") | Q(day__iso_week_day__lte=5),
                name="calendar_day_in_lieu_is_a_weekday",
                violation_error_message=_("Only a Monday to Friday is given off in exchange."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["holiday", "in_lieu", "makeup_workday", "local_closure"]),
                name="calendar_day_has_a_known_kind",
            ),
            models.CheckConstraint(
                condition=~Q(name_zh="") & ~Q(source=""),
                name="calendar_day_has_name_and_source",
            ),
        ]

    def __str__(self):
        return f"{self.day} {self.name}"

    @property
    def name(self):
        """Return the day's name in the active language."""
        chinese = (get_language() or "zh").startswith("zh")
        return self.name_zh if chinese or not self.name_en else self.name_en

    def as_special(self):
        """Return the day as the snapshot holds it."""
        return workdays.SpecialDay(workdays.DayKind(self.kind), self.name_zh, self.name_en)
