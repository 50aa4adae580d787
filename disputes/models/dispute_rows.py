"""Which cases, and which of their columns."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from disputes import numbers
from disputes.choices import OPEN_STATES
from puyang_property.core import search
from puyang_property.core.querysets import ScopedQuerySet

NO_DATE = date(9999, 12, 31)  # sorts last and is never due: the key of a list is never null


class DisputeQuerySet(ScopedQuerySet):
    """Questions asked of the cases."""

    def open(self):
        """Return the cases that somebody still has to handle."""
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, on=None):
        """Return the open cases whose next date has passed: overdue from 00:00 of the next day."""
        return self.open().filter(next_due_on__lt=on or timezone.localdate())

    def due_by(self, day):
        """Return the open cases with a date up to `day`."""
        return self.open().filter(next_due_on__lte=day)

    def matching(self, text):
        """Return the cases whose number, texts, place or compound contain `text`."""
        text = (text or "").strip()
        if not text:
            return self
        if numbers.is_number(text):
            papers = self.model.objects.filter(complaints__number=text.upper())
            keys = list(papers.values_list("pk", flat=True))  # two indexes, not a join of all
            return self.filter(Q(number=text.upper()) | Q(pk__in=keys))
        return search.matching(self, text)

    def for_list(self):
        """Return the cases with what a list row shows, in a constant number of queries."""
        shown = ("community", "category", "area", "responsible_post__area", "handler")
        index = ("search_text", "search_grams")
        unread = (*index, *(f"community__{column}" for column in index))
        return self.select_related(*shown).defer(*unread)
