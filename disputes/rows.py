"""The rows of a list of cases in words; what many rows share is put into words once."""

from functools import cache

from django.urls import reverse
from django.utils import timezone

from accounts.choices import RoleSlug
from accounts.names import short_name
from disputes import numbers
from disputes.choices import OPEN_STATES, TONES, Channel, State
from disputes.models.category import in_language
from disputes.models.dispute_rows import NO_DATE
from puyang_property.core.templatetags.portal import badge, day, due_badge

EXAMPLE = numbers.make(2000, 1)


def told(rows, today=None):
    """Return what `_rows.html` shows of each of `rows` (from `for_rows`), in their order."""
    words = _Words(today or timezone.localdate())
    return [words.of(row) for row in rows]


class _Words:
    """The words of one page."""

    def __init__(self, today):
        """Start with no word looked up."""
        self.today = today
        self.address = reverse("disputes:detail", args=[EXAMPLE])
        self.day, self.state, self.channel = cache(day), cache(_state), cache(_channel)
        self.place, self.post = cache(short_name), cache(_post)
        self.due = cache(lambda due_on: due_badge(due_on, today))

    def of(self, row):
        """Return the words of `row`."""
        is_open, has_date = row.state in OPEN_STATES, row.next_due_on < NO_DATE
        posted = (row.responsible_post__name, row.responsible_post__role)
        return {
            "number": row.number,
            "url": self.address.replace(EXAMPLE, row.number),
            "title": row.title,
            "is_late": is_open and row.next_due_on < self.today,
            "is_open": is_open,
            "due": self.due(row.next_due_on) if is_open and has_date else "",
            "day": self._day(row, is_open, has_date),
            "state": self.state(row.state),
            "place": row.community__name or row.area__name,
            "area": self.place(row.area__name) if row.community__name else "",
            "category": in_language(row.category__name_zh, row.category__name_en),
            "channel": self.channel(row.channel),
            "post": self.post(*posted, row.responsible_post__area__name),
            "handler": row.handler__display_name or row.handler__username or "",
        }

    def _day(self, row, is_open, has_date):
        if is_open:
            return self.day(row.next_due_on) if has_date else ""
        return self.day(timezone.localdate(row.closed_at))


def _state(value):
    return badge(State(value).label, TONES.get(value, "neutral"))


def _channel(value):
    return str(Channel(value).label)


def _post(name, role, area_name):
    if not role:
        return ""
    return name or f"{short_name(area_name)} {RoleSlug(role).label}"
