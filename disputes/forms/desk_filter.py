"""The filter bar of the work list."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from disputes.choices import Channel, State
from disputes.filters import DisputeFilter
from disputes.forms.desk_figures import FigureFilter
from disputes.models import Category, Complaint
from puyang_property.core.forms import PlainSelect


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
        fields = self.form.fields
        fields["area"].widget = PlainSelect(choices=self._areas())
        fields["category"].widget = PlainSelect(choices=self._categories())
        for name in ("state", "channel"):
            fields[name].widget = PlainSelect(choices=fields[name].choices)

    def _areas(self):
        """Return the reader's own areas and those below; a deeper one only when asked for."""
        user, columns = self.request.user, ("path", "key", "name")
        own = Area.objects.filter(path__in=user.paths_for("disputes.view_dispute"))
        shown = [own, Area.objects.filter(parent__in=own)]
        if self.data.get("area"):
            chosen = Area.objects.filter(key=self.data["area"])
            shown.append(chosen.visible_to(user, "disputes.view_dispute"))
        first, *others = (areas.values_list(*columns) for areas in shown)
        found = first.union(*others).order_by("path")
        return [("", _("all")), *((key, name) for _path, key, name in found)]

    def _categories(self):
        return [("", _("all")), *((each.slug, each.name) for each in Category.objects.all())]

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
        return self.shown_figure is None and any(bound.data for bound in self.further)


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
