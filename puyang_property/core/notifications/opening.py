"""When a reminder may reach an office."""

from datetime import datetime, timedelta

from django.utils import timezone

from puyang_property.core import rulebook
from puyang_property.core.calendar import current_calendar


def opening(now, *, hours=None, calendar=None):
    """Return `now` while offices are open, else the moment at which they open next."""
    hours = hours or rulebook.office_hours()
    calendar = calendar or current_calendar()
    local = timezone.localtime(now)
    day = local.date()
    if calendar.is_working_day(day):
        if hours.opens <= local.time() < hours.closes:
            return now
        if local.time() < hours.opens:
            return datetime.combine(day, hours.opens, local.tzinfo)
    day = calendar.next_working_day(day + timedelta(days=1))
    return datetime.combine(day, hours.opens, local.tzinfo)
