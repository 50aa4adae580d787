"""What the lists of units and facilities may be narrowed by."""

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities import codes
from communities.filters import streets_within_reach
from communities.models import Building, CommonFacility, Owner, Ownership, Unit
from communities.premises.choices import (
    WITH_DEVELOPER,
    AreaSource,
    Condition,
    FacilityKind,
    OwnerKind,
    Sale,
    Use,
)
from communities.premises.totals import NO_SOURCE

DEVELOPER = "developer"
SOURCES = (*AreaSource.choices, (NO_SOURCE, _("no area recorded")))
SALES = ((DEVELOPER, _("still with the developer")), *Sale.choices)
STANDING = (("no", _("stands")), ("yes", pgettext_lazy("premises", "ended")))
DUE = (("late", _("check overdue")), ("none", _("no check planned")))


def buildings_of(request):
    """Return the standing buildings of the compound of the address."""
    pk = request.resolver_match.kwargs["pk"]
    return Building.objects.standing().filter(community=pk).order_by("place_key", "id")


class UnitFilter(django_filters.FilterSet):
    """Units of one compound by place, use, source of the area and sale."""

    q = django_filters.CharFilter(
        label=_("Building, entrance, room"),
        method="search",
        max_length=60,
        help_text=_("For example 3-1-301"),
    )
    building = django_filters.ModelChoiceFilter(label=_("building"), queryset=buildings_of)
    use = django_filters.ChoiceFilter(label=pgettext_lazy("unit", "use"), choices=Use.choices)
    area_source = django_filters.ChoiceFilter(
        label=_("source of the area"), choices=SOURCES, method="by_source"
    )
    sale = django_filters.ChoiceFilter(
        label=_("sale and delivery"), choices=SALES, method="by_sale"
    )
    ended = django_filters.ChoiceFilter(label=_("standing"), choices=STANDING, method="by_end")

    class Meta:
        model = Unit
        fields = ("q", "building", "use", "area_source", "sale", "ended")

    def filter_queryset(self, queryset):
        """Leave out what has ended unless it is asked for."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("ended") else found.standing()

    def search(self, queryset, name, value):
        """Keep what holds all the words."""
        return queryset.search(value)

    def by_source(self, queryset, name, value):
        """Keep those whose area is taken from there, or that have none."""
        return queryset.filter(area_source="" if value == NO_SOURCE else value)

    def by_sale(self, queryset, name, value):
        """Keep those in one state, or all that are still with the developer."""
        return queryset.filter(sale__in=WITH_DEVELOPER if value == DEVELOPER else [value])

    def by_end(self, queryset, name, value):
        """Keep those that ended, or the others."""
        return queryset.filter(ended_on__isnull=value == "no")


class FacilityFilter(django_filters.FilterSet):
    """Facilities by compound, place, kind, condition and next check."""

    q = django_filters.CharFilter(
        label=_("Name, place, compound or maintainer"), method="search", max_length=60
    )
    area = django_filters.ModelChoiceFilter(
        label=_("district or street"),
        queryset=streets_within_reach,
        to_field_name="key",
        method="inside",
    )
    community = django_filters.CharFilter(
        label=_("public code of the compound"), method="of_compound", max_length=10
    )
    kind = django_filters.ChoiceFilter(label=_("kind"), choices=FacilityKind.choices)
    condition = django_filters.ChoiceFilter(label=_("condition"), choices=Condition.choices)
    check = django_filters.ChoiceFilter(label=_("next check"), choices=DUE, method="by_check")

    class Meta:
        model = CommonFacility
        fields = ("q", "area", "community", "kind", "condition", "check")

    def search(self, queryset, name, value):
        """Keep what holds all the words."""
        return queryset.search(value)

    def inside(self, queryset, name, value):
        """Keep what lies in the area."""
        return queryset.filter(community__area_path__startswith=value.path)

    def of_compound(self, queryset, name, value):
        """Keep those of the compound with that code: a city has too many to choose from."""
        return queryset.filter(community__public_code=codes.as_typed(value))

    def by_check(self, queryset, name, value):
        """Keep those whose check is overdue, or not planned at all."""
        late = Q(next_check_on__lt=timezone.localdate())
        return queryset.filter(late if value == "late" else Q(next_check_on__isnull=True))


class OwnerFilter(django_filters.FilterSet):
    """Owners of one compound by where they own today and by what they are; never by a name."""

    building = django_filters.ModelChoiceFilter(
        label=_("building"), queryset=buildings_of, method="owning_in"
    )
    kind = django_filters.ChoiceFilter(label=_("owner is a"), choices=OwnerKind.choices)

    class Meta:
        model = Owner
        fields = ("building", "kind")

    def owning_in(self, queryset, name, value):
        """Keep those who own a unit of the building today."""
        there = Ownership.objects.current().filter(unit__building=value)
        return queryset.filter(pk__in=there.values("owner"))


class OwnershipFilter(django_filters.FilterSet):
    """Ownerships by the same address as their owners in the list."""

    building = django_filters.ModelChoiceFilter(field_name="unit__building", queryset=buildings_of)
    kind = django_filters.ChoiceFilter(field_name="owner__kind", choices=OwnerKind.choices)

    class Meta:
        model = Ownership
        fields = ("building", "kind")
