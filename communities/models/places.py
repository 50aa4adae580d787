"""What lies at one compound or holds for a whole area."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from puyang_property.core.models.cleaning import LeanCleaning
from puyang_property.core.querysets import ScopedQuerySet


def above(path):
    """Return `path` and the paths of all areas that hold it, the city first."""
    return [path[: place + 1] for place, sign in enumerate(path) if sign == "/"]


def order_of_days(earlier, later):
    """Return the condition that `later` is unknown or does not come before `earlier`."""
    return (
        Q(**{f"{earlier}__isnull": True})
        | Q(**{f"{later}__isnull": True})
        | Q(**{f"{later}__gte": models.F(earlier)})
    )


class PlacedQuerySet(ScopedQuerySet):
    """Rows of one compound or of a whole area."""

    def concerning(self, community):
        """Return those of the compound itself and of the areas that it lies in."""
        return self.filter(Q(community=community) | Q(area__path__in=above(community.area_path)))

    def touching(self, path):
        """Return those that lie in the area `path`, or hold for an area around it."""
        return self.filter(
            Q(area__path__startswith=path)
            | Q(community__area_path__startswith=path)
            | Q(area__path__in=above(path))
        )


class Placed(LeanCleaning, models.Model):
    """At one compound, or for an area and everything in it: one of the two, never both."""

    area_lookup = ("area__path", "community__area_path")

    community = models.ForeignKey(
        "communities.Community",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("compound"),
    )
    area = models.ForeignKey(
        "accounts.Area",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("area"),
    )

    class Meta:
        abstract = True

    @property
    def scope_path(self):
        """Return the path by which permissions on this row are decided."""
        return self.community.area_path if self.community_id else self.area.path

    @property
    def place(self):
        """Return the compound or the area."""
        return self.community if self.community_id else self.area


def one_place(name):
    """Return the constraint that a row lies at a compound or in an area."""
    return models.CheckConstraint(
        condition=Q(community__isnull=False, area__isnull=True)
        | Q(community__isnull=True, area__isnull=False),
        name=name,
        violation_error_message=_("Choose one compound or one area."),
    )


def today_or(on):
    """Return `on`, or today in Puyang."""
    return on or timezone.localdate()
