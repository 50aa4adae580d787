"""From one day to another: the stretch of time that a figure speaks of."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """All days from `first` to `last`, both counted."""

    first: date
    last: date

    @property
    def starts_at(self):
        """Return the first moment that counts."""
        return datetime.combine(self.first, time(), timezone.get_default_timezone())

    @property
    def ends_before(self):
        """Return the first moment that counts no longer."""
        return datetime.combine(self.last + DAY, time(), timezone.get_default_timezone())

    @property
    def length(self):
        """Return how many days these are."""
        return (self.last - self.first).days + 1

    def days(self, lookup):
        """Return the condition that the day of the column `lookup` lies in here."""
        return {f"{lookup}__gte": self.first, f"{lookup}__lte": self.last}

    def moments(self, lookup):
        """Return the condition that the moment of the column `lookup` lies in here."""
        return {f"{lookup}__gte": self.starts_at, f"{lookup}__lt": self.ends_before}

    def __str__(self):
        return _("from %(first)s to %(last)s") % {
            "first": _in_words(self.first),
            "last": _in_words(self.last),
        }


def _in_words(day):
    pattern = "j F Y" if (get_language() or "").startswith("en") else "Y年n月j日"
    return formats.date_format(day, pattern)


def this_month(today):
    """Return the month of `today`, to its last day."""
    return month_of(today)


def last_month(today):
    """Return the whole month before that of `today`."""
    return month_of(today.replace(day=1) - DAY)


def this_year(today):
    """Return the year of `today`, to its last day."""
    return Span(date(today.year, 1, 1), date(today.year, 12, 31))


def last_year(today):
    """Return the whole year before that of `today`."""
    return this_year(date(today.year - 1, 1, 1))


def month_of(day):
    """Return the month in which `day` lies."""
    after = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return Span(day.replace(day=1), after - DAY)


NAMED = {
    "this_month": (gettext_lazy("This month"), this_month),
    "last_month": (gettext_lazy("Last month"), last_month),
    "this_year": (gettext_lazy("This year"), this_year),
    "last_year": (gettext_lazy("Last year"), last_year),
}


def choices():
    """Return slug and label of the spans that have a name."""
    return [(slug, label) for slug, (label, _span) in NAMED.items()]


def named(slug, today):
    """Return the span called `slug` as of `today`."""
    return NAMED[slug][1](today)
