"""The filter of cases that the desk's list and the API share."""

import django_filters
from django.forms import CheckboxInput
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from disputes.choices import Channel, State
from disputes.models import Category, Dispute
from puyang_property.core.forms import DayInput


class DisputeFilter(django_filters.FilterSet):
    """state, area, category, channel, due_before, overdue, q; all may be left out."""

    q = django_filters.CharFilter(
        label=_("number or words"),
        method="search",
        max_length=100,
        help_text=_("Two characters are enough; words are combined."),
    )
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=State.choices)
    area = django_filters.ModelChoiceFilter(
        label=_("area"), queryset=Area.objects.all(), to_field_name="key", method="inside"
    )
    category = django_filters.ModelChoiceFilter(
        label=_("category"), queryset=Category.objects.all(), to_field_name="slug"
    )
    channel = django_filters.MultipleChoiceFilter(label=_("channel"), choices=Channel.choices)
    due_before = django_filters.DateFilter(label=_("due before"), method="ending", widget=DayInput)
    overdue = django_filters.BooleanFilter(
        label=_("only overdue"), method="late", widget=CheckboxInput
    )

    class Meta:
        model = Dispute
        fields = ()

    def search(self, rows, name, value):
        """Keep the cases whose number or words match."""
        return rows.matching(value)

    def inside(self, rows, name, area):
        """Keep the cases that were filed in `area` or below it."""
        return rows.filter(area_path__startswith=area.path)

    def ending(self, rows, name, day):
        """Keep the open cases with a date before `day`."""
        return rows.open().filter(next_due_on__lt=day)

    def late(self, rows, name, value):
        """Keep the overdue cases; False or nothing keeps all."""
        return rows.overdue() if value else rows
