"""What the board may be narrowed by."""

import django_filters
from django.utils.translation import gettext_lazy as _

from communities.filters import CommunityFilter
from communities.models import Community, UtilityTransfer
from communities.transfers.choices import Item, State


class BoardFilter(CommunityFilter):
    """Compounds by place, and by an item, a state or both of one transfer."""

    kind = kind_on = management_mode = placed = published = None
    item = django_filters.ChoiceFilter(label=_("item"), choices=Item.choices, method="by_transfer")
    state = django_filters.ChoiceFilter(
        label=_("state"), choices=State.choices, method="by_transfer"
    )

    class Meta:
        model = Community
        fields = ("q", "area", "item", "state")

    def by_transfer(self, queryset, name, value):
        """Keep compounds with one transfer that answers to item and state together."""
        asked = {n: self.form.cleaned_data.get(n) for n in ("item", "state")}
        found = UtilityTransfer.objects.standing().filter(**{n: v for n, v in asked.items() if v})
        return queryset.filter(pk__in=found.values("community"))
