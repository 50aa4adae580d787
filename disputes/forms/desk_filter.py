"""The filter bar of the work list."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from disputes.choices import Channel, State
from disputes.filters import DisputeFilter


class DeskFilter(DisputeFilter):
    """The shared filter with one choice per list, and the areas just below the reader's own."""

    state = django_filters.ChoiceFilter(
        label=_("state"), choices=State.choices, empty_label=_("all")
    )
    channel = django_filters.ChoiceFilter(
        label=_("channel"), choices=Channel.choices, empty_label=_("all")
    )

    def __init__(self, *args, **kwargs):
        """Offer only areas in which the reader has something to see."""
        super().__init__(*args, **kwargs)
        self.filters["category"].field.empty_label = _("all")
        self.form.fields["area"].widget = forms.Select(choices=self._areas())

    def _areas(self):
        paths = self.request.user.paths_for("disputes.view_dispute")
        own = Area.objects.filter(path__in=paths)
        below = Area.objects.filter(parent__in=own)
        shown = sorted([*own, *below], key=lambda area: area.path)
        return [("", _("all")), *((area.key, area.name) for area in shown)]

    @property
    def further(self):
        """Return the fields that stand in the fold, the search field left out."""
        return [bound for bound in self.form.visible_fields() if bound.name != "q"]

    @property
    def is_unfolded(self):
        """Tell whether one of the folded fields narrows the list."""
        return any(bound.data for bound in self.further)
