"""Which figures, of which days: the same words in the address of the table and of its lists."""

from datetime import date

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from disputes import figures
from puyang_property.core import spans
from puyang_property.core.forms import DayInput, PortalForm

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


class SpanForm(PortalForm):
    """A span by its name, or from one day to another; this month where nothing is chosen."""

    period = forms.ChoiceField(
        choices=spans.choices(), required=False, widget=forms.HiddenInput, label=_("period")
    )
    since = forms.DateField(label=_("first day"), required=False, widget=DayInput)
    until = forms.DateField(label=_("last day"), required=False, widget=DayInput)

    def clean(self):
        """Set `span`, or say which day has to be changed."""
        given = super().clean()
        since, until = given.get("since"), given.get("until")
        if since and until:
            self._check(since, until)
        elif (since or until) and not self.errors:
            self.add_error("until" if since else "since", _("Give both days."))
        return given

    def _check(self, since, until):
        if since > until:
            self.add_error("until", _("The last day lies before the first one."))
        for name, day in (("since", since), ("until", until)):
            if not FIRST <= day <= LAST:
                self.add_error(name, ValidationError(_("Give a day between 2000 and 2100.")))

    @property
    def span(self):
        """Return the span chosen; this month where what was typed makes none."""
        given = self.cleaned_data if self.is_valid() else {}
        if given.get("since"):
            return spans.Span(given["since"], given["until"])
        return spans.named(given.get("period") or "this_month", timezone.localdate())

    @property
    def name(self):
        """Return the name under which the span was chosen, or "" for days that were typed."""
        given = self.cleaned_data if self.is_valid() else {}
        return "" if given.get("since") else given.get("period") or "this_month"


class FigureFilter(django_filters.FilterSet):
    """The rows behind one number of the table: figure, span, and the area that the list has."""

    figure = django_filters.ChoiceFilter(
        choices=[(figure.slug, figure.label) for figure in figures.FIGURES],
        method="keep",
        widget=forms.HiddenInput,
    )
    period = django_filters.CharFilter(method="keep", widget=forms.HiddenInput)
    since = django_filters.CharFilter(method="keep", widget=forms.HiddenInput)
    until = django_filters.CharFilter(method="keep", widget=forms.HiddenInput)
    directly = django_filters.BooleanFilter(method="keep", widget=forms.HiddenInput)

    def keep(self, rows, name, value):
        """Leave the rows: the five say something only together."""
        return rows

    def filter_queryset(self, rows):
        """Return the rows that the figure counts, where one was asked for."""
        rows = super().filter_queryset(rows)
        if self.shown_figure is None:
            return rows
        if self.shown_figure.base.model is not rows.model or not self.days.is_valid():
            return rows.none()
        rows = self.shown_figure.of(rows, self.days.span)
        area, directly = (self.form.cleaned_data.get(name) for name in ("area", "directly"))
        return self.shown_figure.directly_in(rows, area) if area and directly else rows

    @property
    def shown_figure(self):
        """Return the figure whose rows are shown, or None."""
        return figures.BY_SLUG.get(self.form.cleaned_data.get("figure"))

    @cached_property
    def days(self):
        """Return the form that knows the span."""
        return SpanForm(self.data)
