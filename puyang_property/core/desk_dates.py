"""One list at the desk of everything that falls due, whatever room it belongs to."""

from datetime import timedelta

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from puyang_property.core import clock
from puyang_property.core.bases import ScopedListView
from puyang_property.core.models.clock import Deadline
from puyang_property.core.pagination import Order

SOON = timedelta(days=7)


class DateFilter(django_filters.FilterSet):
    """Which dates to show: the running ones unless the reader asks otherwise."""

    show = django_filters.ChoiceFilter(
        label=_("dates"),
        method="choose",
        empty_label=_("all that run"),
        choices=[
            ("overdue", _("overdue")),
            ("week", _("due within seven days")),
            ("resting", _("clock stopped")),
            ("provisional", _("provisional")),
        ],
    )
    mine = django_filters.BooleanFilter(
        label=_("of my posts only"), method="choose_mine", widget=forms.CheckboxInput
    )

    class Meta:
        model = Deadline
        fields = []

    @property
    def qs(self):
        """Return the running deadlines where nothing else was asked for."""
        rows = super().qs
        return rows if self.form.cleaned_data.get("show") else rows.running()

    def choose(self, rows, name, value):
        """Return the rows of one choice."""
        choices = {
            "overdue": lambda: rows.overdue(timezone.now()),
            "week": lambda: rows.due_by(timezone.localdate() + SOON),
            "resting": lambda: rows.open().exclude(suspended_at=None),
            "provisional": lambda: rows.running().filter(provisional=True),
        }
        return choices[value]()

    def choose_mine(self, rows, name, value):
        """Return the rows that the reader's own posts owe."""
        return rows.filter(post__in=self.request.user.current_posts) if value else rows


class DatesView(ScopedListView):
    """What is due in the reader's area, of every kind, the nearest first."""

    model = Deadline
    permission = "core.view_deadline"
    template_name = "desk/dates.html"
    filterset_class = DateFilter
    orders = (Order("due", _("nearest first"), "due_on"),)

    def get_queryset(self):
        """Return the open deadlines with what the list shows of their records."""
        rows = super().get_queryset().open().select_related("post__area", "subject_type")
        return rows.prefetch_related(clock.subjects())
