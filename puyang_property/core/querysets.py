"""One definition of what a user may see, for lists, details, files, exports, API and figures."""

from os.path import commonprefix

from django.db import models
from django.db.models import Q

from puyang_property.core.actors import Actor


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


def common_path(paths):
    """Return the path of the smallest area that holds all `paths`, or "" for none."""
    shared = commonprefix(list(paths))
    return shared[: shared.rfind("/") + 1]


def scope_of(user, permission):
    """Return the path of the smallest area that holds all in which `user` has `permission`.

    Who is no person of the house, the clock for one, has no area: "".
    """
    person = Actor.of(user).user
    return common_path(person.paths_for(permission)) if person else ""


def place_of(rows, user):
    """Return the path of the smallest area that holds all `rows`, never more than the user's own.

    Rows that lie elsewhere and were referred here count as lying here. No rows, or rows that lie
    nowhere: the areas in which the user sees such rows.
    """
    scope = scope_of(user, view_permission(rows.model))
    lookups = getattr(rows.model, "area_lookup", ())
    lookups = [lookups] if isinstance(lookups, str) else lookups
    if not lookups:
        return scope
    lying = rows.order_by().values_list(*lookups).distinct()
    inside = ([path for path in paths if path and path.startswith(scope)] for paths in lying)
    return common_path({paths[0] if paths else scope for paths in inside}) or scope


def home_path(obj):
    """Return the one path where a record lies: where it was filed, were it referred or not."""
    for name in ("area_path", "scope_path"):
        value = getattr(obj, name, None)
        value = value() if callable(value) else value
        if value:
            return value if isinstance(value, str) else value[0]
    return ""
