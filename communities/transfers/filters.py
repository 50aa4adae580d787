"""What the board may be narrowed by."""

import django_filters
from django.utils.translation import gettext_lazy as _

from communities.filters import CommunityFilter
from communities.models import Community
from communities.transfers import board
from communities.transfers.choices import Item, State

STATES = [*State.choices, (board.NONE, _("not opened"))]
ASKED = ("item", "state", "flag")


class BoardFilter(CommunityFilter):
    """Compounds by place, and by one transfer: its item, its state, what stands out."""

    kind = kind_on = management_mode = placed = published = None
    item = django_filters.ChoiceFilter(label=_("item"), choices=Item.choices, method="keep")
    state = django_filters.ChoiceFilter(label=_("state"), choices=STATES, method="keep")
    flag = django_filters.ChoiceFilter(
        label=_("what stands out"), choices=board.Flag.choices, method="keep"
    )

    class Meta:
        model = Community
        fields = ("q", "area", *ASKED)

    def keep(self, rows, name, value):
        """Leave the rows: item, state and what stands out say something only together."""
        return rows

    def filter_queryset(self, rows):
        """Keep compounds with one transfer that answers to all that was asked."""
        self.by_place = super().filter_queryset(rows)
        asked = {name: self.form.cleaned_data.get(name) for name in ASKED}
        return board.narrowed(self.by_place, **asked)
