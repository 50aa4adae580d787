"""What a list of the register may be narrowed by; pages and API share it."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from accounts.choices import Level
from accounts.models import Area
from communities.choices import Kind, ManagementMode
from communities.models import Community
from puyang_property.core.forms import DayInput

PLACEMENT = (("yes", _("residents' committee known")), ("no", _("not yet placed")))
PUBLISHED = (("yes", _("shown to the public")), ("no", _("not shown")))


def districts(request):
    """Return the districts to choose from."""
    return Area.objects.filter(level=Level.DISTRICT).order_by("pinyin")


def streets_within_reach(request):
    """Return the districts and streets that the reader's posts cover or stand in."""
    rows = Area.objects.filter(level__in=[Level.DISTRICT, Level.STREET])
    return rows & Area.objects.visible_to(request.user, "communities.view_community")


class PublicCommunityFilter(django_filters.FilterSet):
    """Search and filters of the public register."""

    q = django_filters.CharFilter(
        label=_("Name, address or code"),
        method="search",
        max_length=100,
        help_text=_("Pinyin works as well: hfss"),
    )
    district = django_filters.ModelChoiceFilter(
        label=_("district"), queryset=districts, to_field_name="key", method="inside"
    )
    kind = django_filters.ChoiceFilter(label=_("kind"), choices=Kind.choices)
    management_mode = django_filters.ChoiceFilter(
        label=_("management"), choices=ManagementMode.choices
    )

    class Meta:
        model = Community
        fields = ("q", "district", "kind", "management_mode")

    def search(self, queryset, name, value):
        """Keep what holds all the words."""
        return queryset.search(value)

    @extend_schema_field(OpenApiTypes.STR)
    def inside(self, queryset, name, value):
        """Keep what lies in the area."""
        return queryset.filter(area_path__startswith=value.path)


class CommunityFilter(PublicCommunityFilter):
    """Search and filters of the desk's register."""

    district = None
    kind = django_filters.ChoiceFilter(label=_("kind"), choices=Kind.choices, method="by_kind")
    kind_on = django_filters.DateFilter(
        label=_("of this kind on"),
        method="of_kind_on",
        widget=DayInput,
        help_text=_("With a kind: what the compounds were on that day."),
    )
    area = django_filters.ModelChoiceFilter(
        label=_("district or street"),
        queryset=streets_within_reach,
        to_field_name="key",
        method="inside",
    )
    placed = django_filters.ChoiceFilter(label=_("place"), choices=PLACEMENT, method="by_place")
    published = django_filters.ChoiceFilter(
        label=_("public register"), choices=PUBLISHED, method="by_publication"
    )

    class Meta:
        model = Community
        fields = ("q", "area", "kind", "kind_on", "management_mode", "placed", "published")

    def by_kind(self, queryset, name, value):
        """Keep those of the kind, today or on the day that is asked for."""
        day = self.form.cleaned_data.get("kind_on")
        return queryset.of_kind_on(value, day) if day else queryset.filter(kind=value)

    def of_kind_on(self, queryset, name, value):
        """Leave the day to the kind: alone it says nothing."""
        return queryset

    def by_place(self, queryset, name, value):
        """Keep those whose residents' committee is (not) known."""
        placed = queryset.filter(area__level=Level.COMMUNITY)
        return placed if value == "yes" else queryset.exclude(area__level=Level.COMMUNITY)

    def by_publication(self, queryset, name, value):
        """Keep those that the public sees, or the others."""
        return queryset.filter(is_published=value == "yes")
