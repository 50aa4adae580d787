"""Rows that hold for the whole city: everybody with the permission reads, the city changes."""

from django.apps import apps
from django.db import models

from puyang_property.core.querysets import view_permission


class CitywideQuerySet(models.QuerySet):
    """Rows of no area in particular."""

    def visible_to(self, user, permission=None):
        """Return all rows to whoever holds `permission` (default: view) in some area."""
        wanted = permission or view_permission(self.model)
        held = getattr(user, "is_authenticated", False) and user.has_perm(wanted)
        return self.all() if held else self.none()


class Citywide(models.Model):
    """A setting or fact of the whole city."""

    objects = CitywideQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def scope_path(self):
        """Return the path of the whole city, so that no district changes it alone."""
        areas = apps.get_model("accounts.Area").objects
        return areas.filter(parent=None).values_list("path", flat=True).first() or ""
