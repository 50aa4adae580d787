"""What complaints are about, editable by the office."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from puyang_property.core.models.citywide import Citywide, CitywideQuerySet


class CategoryQuerySet(CitywideQuerySet):
    """Questions asked of the categories."""

    def offered(self):
        """Return the categories that a form offers, in their order."""
        return self.filter(is_active=True).order_by("position", "slug")


class Category(Citywide):
    """One category, with the guide that stops matters which belong elsewhere."""

    slug = models.SlugField(_("code"), unique=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60)
    hint_zh = models.CharField(_("hint (Chinese)"), max_length=200, blank=True)
    hint_en = models.CharField(_("hint (English)"), max_length=200, blank=True)
    guide_zh = models.TextField(_("where else to go (Chinese)"), blank=True)
    guide_en = models.TextField(_("where else to go (English)"), blank=True)
    is_emergency = models.BooleanField(_("danger to life"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_active = models.BooleanField(_("offered"), default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "slug"]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """Return the name in the active language."""
        return self._in_language("name")

    @property
    def hint(self):
        """Return the hint in the active language."""
        return self._in_language("hint")

    @property
    def guide(self):
        """Return where else to go, in the active language; empty when nowhere."""
        return self._in_language("guide")

    def _in_language(self, field):
        return in_language(getattr(self, f"{field}_zh"), getattr(self, f"{field}_en"))


def in_language(chinese, english):
    """Return the one of two names that the active language asks for."""
    return english if (get_language() or "").startswith("en") else chinese
