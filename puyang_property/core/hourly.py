"""Time in hours, around the clock or in open hours only: pure Python."""

from datetime import datetime, timedelta

from puyang_property.core.workdays import ONE_DAY, SHANGHAI, OfficeHours, WorkCalendar


def _windows(moment: datetime, calendar: WorkCalendar, hours: OfficeHours):
    """Yield the open hours (from, to) from `moment` on."""
    day = moment.date()
    while True:
        day = calendar.next_working_day(day)
        opens = datetime.combine(day, hours.opens, SHANGHAI)
        closes = datetime.combine(day, hours.closes, SHANGHAI)
        if closes > moment:
            yield max(opens, moment), closes
        day += ONE_DAY


def hours_on(moment, length, calendar, hours, working) -> datetime:
    """Return the moment `length` after `moment`, in open hours only when `working`."""
    if not working or not length:
        return moment + length
    windows = _windows(moment, calendar, hours)
    opens, closes = next(windows)
    while length > closes - opens:
        length -= closes - opens
        opens, closes = next(windows)
    return opens + length


def hours_between(moment, ends, calendar, hours, working) -> timedelta:
    """Return the time from `moment` to `ends`, in open hours only when `working`."""
    if not working:
        return max(ends - moment, timedelta())
    total, windows = timedelta(), _windows(moment, calendar, hours)
    opens, closes = next(windows)
    while opens < ends:
        total += min(closes, ends) - opens
        opens, closes = next(windows)
    return total
