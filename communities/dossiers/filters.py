"""What the list of dossiers may be narrowed by."""

import django_filters
from django.utils.translation import gettext_lazy as _

from communities.choices import Kind
from communities.dossiers import items
from communities.dossiers.choices import Party
from communities.filters import streets_within_reach
from communities.models import Community, Dossier


def kinds():
    """Return the kinds that have a dossier."""
    return [(kind.value, kind.label) for kind in items.KINDS]


def known_items():
    """Return the items by kind, in the reader's language."""
    return [
        (Kind(kind).label, [(item.key, item.name) for item in items.of(kind)])
        for kind in items.KINDS
    ]


class DossierFilter(django_filters.FilterSet):
    """Search and filters of the list of dossiers."""

    q = django_filters.CharFilter(label=_("Name, address or code"), method="search", max_length=100)
    area = django_filters.ModelChoiceFilter(
        label=_("district or street"),
        queryset=streets_within_reach,
        to_field_name="key",
        method="inside",
    )
    kind = django_filters.ChoiceFilter(label=_("kind"), choices=kinds)
    item = django_filters.ChoiceFilter(
        label=_("missing item"), choices=known_items, method="lacking"
    )
    owing = django_filters.ChoiceFilter(
        label=_("who owes"), choices=Party.choices, method="owed_by"
    )
    below = django_filters.NumberFilter(
        label=_("less complete than (%)"),
        field_name="percent",
        lookup_expr="lt",
        min_value=0,
        max_value=100,
    )

    class Meta:
        model = Dossier
        fields = ("q", "area", "kind", "item", "owing", "below")

    def search(self, queryset, name, value):
        """Keep the dossiers of compounds that hold all the words."""
        return queryset.filter(community__in=Community.objects.search(value))

    def inside(self, queryset, name, value):
        """Keep what lies in the area."""
        return queryset.filter(community__area_path__startswith=value.path)

    def lacking(self, queryset, name, value):
        """Keep those that lack the item."""
        return queryset.filter(missing__contains=[value])

    def owed_by(self, queryset, name, value):
        """Keep those to which the party owes something."""
        return queryset.filter(owing__contains=[value])
