"""The tree of areas by managing authority, and the official codes that hang on it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts import names
from accounts.choices import KINDS_OF_LEVEL, AreaKind, CodeSystem, Level
from puyang_property.core.querysets import ScopedQuerySet


class AreaQuerySet(ScopedQuerySet):
    """Areas by place in the tree and by name."""

    def within(self, area):
        """Return the area and everything below it."""
        return self.filter(path__startswith=area.path)

    def current(self, on):
        """Return the areas that exist on that day."""
        started = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
        return self.filter(started, Q(valid_to__isnull=True) | Q(valid_to__gt=on))

    def search(self, words):
        """Return the areas whose name, pinyin or initials hold every one of the words."""
        found = self
        for word in words.lower().split():
            found = found.filter(
                Q(name__icontains=word) | Q(pinyin__contains=word) | Q(initials__startswith=word)
            )
        return found


class Area(models.Model):
    """One place, under the authority that manages it.

    The key is the portal's own and never changes. The path says where the area stands today; a
    change of boundary moves it. No official code is part of either.
    """

    area_lookup = "path"

    key = models.CharField(_("key"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=60)
    pinyin = models.CharField(_("pinyin"), max_length=200, blank=True)
    initials = models.CharField(_("initials"), max_length=60, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    kind = models.CharField(_("kind"), max_length=20, choices=AreaKind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("managed by"),
    )
    path = models.CharField(_("path"), max_length=250)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(
        _("valid to"), null=True, blank=True, help_text=_("The first day on which it is gone.")
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        permissions = [("move_area", "Can change a boundary")]
        ordering = ["path"]
        indexes = [
            models.Index(fields=["level", "pinyin"], name="area_level_pinyin"),
            models.Index(fields=["name"], name="area_name"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["path"], opclasses=["text_pattern_ops"], name="area_path_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(level=Level.CITY, parent__isnull=True)
                | (~Q(level=Level.CITY) & Q(parent__isnull=False)),
                name="area_city_iff_no_parent",
                violation_error_message=_("Only the city stands under nobody."),
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="area_is_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(key__regex=r"^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$"),
                name="area_key_is_pinyin",
                violation_error_message=_("A key is made of lower-case pinyin and hyphens."),
            ),
            models.CheckConstraint(
                condition=Q(path__regex=r"^([a-z0-9-]+/)+$"), name="area_path_is_segments"
            ),
            models.CheckConstraint(
                condition=Q(
                    *(Q(level=level, kind__in=kinds) for level, kinds in KINDS_OF_LEVEL.items()),
                    _connector=Q.OR,
                ),
                name="area_kind_fits_level",
                violation_error_message=_("This kind of area stands on another level."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
                name="area_ends_after_it_starts",
                violation_error_message=_("The end lies after the start."),
            ),
        ]

    def __str__(self):
        return self.short_name

    @property
    def short_name(self):
        """Return what people call it: 京东社区."""
        return names.short_name(self.name)

    @property
    def scope_path(self):
        """Return the path by which permissions on this area are decided."""
        return self.path

    @property
    def segment(self):
        """Return the last piece of the key, of which paths are made."""
        return self.key.rpartition("-")[2]


class AreaCode(models.Model):
    """The code under which one edition of one official list knows an area, and its name there.

    Never join by a code: thirteen nine-digit codes of Puyang are different places in the
    statistical and in the administrative list (LAW.md DC-2025).
    """

    area_lookup = "area__path"

    area = models.ForeignKey(Area, models.PROTECT, related_name="codes", verbose_name=_("area"))
    system = models.CharField(_("list"), max_length=10, choices=CodeSystem)
    edition = models.CharField(_("edition"), max_length=10)
    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("name in the list"), max_length=60)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("official code")
        verbose_name_plural = _("official codes")
        ordering = ["system", "edition", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "edition", "code"], name="areacode_is_unique_in_its_edition"
            ),
            models.UniqueConstraint(
                fields=["area", "system", "edition"], name="areacode_once_for_an_area_and_edition"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{4,12}$"), name="areacode_is_digits"
            ),
            models.CheckConstraint(
                condition=Q(system__in=CodeSystem.values), name="areacode_system_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.system} {self.edition} {self.code}"

    @property
    def scope_path(self):
        """Return the path of its area."""
        return self.area.path


class AreaChange(models.Model):
    """A dated change of boundary: from that day another authority manages the area."""

    area_lookup = "area__path"

    area = models.ForeignKey(Area, models.PROTECT, related_name="changes", verbose_name=_("area"))
    from_parent = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name=_("managed until then by")
    )
    to_parent = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name=_("managed since by")
    )
    on = models.DateField(_("since"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of boundary")
        verbose_name_plural = _("changes of boundary")
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_parent=F("to_parent")), name="areachange_changes_the_parent"
            ),
            models.UniqueConstraint(fields=["area", "on"], name="areachange_once_a_day"),
        ]

    def __str__(self):
        return f"{self.area}: {self.from_parent} → {self.to_parent}, {self.on}"

    @property
    def scope_path(self):
        """Return the path of its area."""
        return self.area.path
