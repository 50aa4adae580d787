"""One definition of what a user may see, for lists, details, files, exports, API and figures."""

from django.db import models
from django.db.models import Q


class ScopedQuerySet(models.QuerySet):
    """Rows that lie in an area.

    The model names in `area_lookup` the column (or columns) that holds the area's path, and in
    may say in `view_permission` the permission that shows it (default: view of the model).
    """

    def visible_to(self, user, permission=None):
        """Return the rows inside the areas of the user's posts that grant `permission`.

        One indexed prefix condition per area; nothing for the anonymous.
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        paths = user.paths_for(permission or view_permission(self.model))
        if not paths:
            return self.none()
        lookups = self.model.area_lookup
        first, *others = [lookups] if isinstance(lookups, str) else lookups
        inside = Q()
        for path in paths:
            inside |= Q(**{f"{first}__startswith": path})
            for lookup in others:  # mostly empty; said aloud, a partial index can answer
                inside |= Q(**{f"{lookup}__gt": "", f"{lookup}__startswith": path})
        return self.filter(inside)


def view_permission(model):
    """Return the permission that shows rows of `model`."""
    options = model._meta
    default = f"{options.app_label}.view_{options.model_name}"
    return getattr(model, "view_permission", default)


def home_path(obj):
    """Return the one path where a record lies: where it was filed, were it referred or not."""
    for name in ("area_path", "scope_path"):
        value = getattr(obj, name, None)
        value = value() if callable(value) else value
        if value:
            return value if isinstance(value, str) else value[0]
    return ""
