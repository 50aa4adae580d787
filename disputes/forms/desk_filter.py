"""The filter bar of the work list."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from disputes.choices import Channel, State
from disputes.filters import DisputeFilter
from disputes.forms.desk_figures import FigureFilter
from disputes.models import Complaint


class DeskFilter(FigureFilter, DisputeFilter):
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
        chosen = Area.objects.filter(key=self.data.get("area") or "").visible_to(
            self.request.user, "disputes.view_dispute"
        )
        shown = sorted({*own, *below, *chosen}, key=lambda area: area.path)
        return [("", _("all")), *((area.key, area.name) for area in shown)]

    @property
    def further(self):
        """Return the fields that stand in the fold, the search field left out."""
        return [bound for bound in self.form.visible_fields() if bound.name != "q"]

    @property
    def kept(self):
        """Return the hidden fields that say something, so that a further search keeps them."""
        return [bound for bound in self.form.hidden_fields() if bound.data]

    @property
    def is_unfolded(self):
        """Tell whether one of the folded fields narrows the list."""
        return any(bound.data for bound in self.further)


class CountedFilter(FigureFilter):
    """Which complaints a number of the figures counts: the figure, its days, its area."""

    area = django_filters.ModelChoiceFilter(
        queryset=Area.objects.all(),
        to_field_name="key",
        method="inside",
        label=_("area"),
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Complaint
        fields = ()

    def inside(self, rows, name, area):
        """Keep the complaints whose case was filed in `area` or below it."""
        return rows.filter(dispute__area_path__startswith=area.path)
