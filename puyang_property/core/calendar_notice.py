"""A notice of public holidays as an official types it off: a line for a day or a run of days."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from puyang_property.core.models.calendar import CalendarDay
from puyang_property.core.workdays import DayKind, days

KINDS = {
    "放假": DayKind.HOLIDAY,
    "holiday": DayKind.HOLIDAY,
    "调休": DayKind.IN_LIEU,
    "lieu": DayKind.IN_LIEU,
    "上班": DayKind.MAKEUP_WORKDAY,
    "work": DayKind.MAKEUP_WORKDAY,
}
LONGEST_RUN = 31


def read(text: str, year: int, source: str) -> list[CalendarDay]:
    """Return the days of a notice for `year` that are not entered yet, in order, unsaved.

    A line is "day [last day] kind name [/ name in English]": 2027-01-01 2027-01-03 放假 元旦.
    Raises ValidationError with one sentence for each line that is not right.
    """
    known = dict(CalendarDay.objects.values_list("day", "kind"))
    found: dict[date, CalendarDay] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            for row in _line(line.split(), source):
                _check(row, year, known.get(row.day), found)
                found[row.day] = row
        except (ValueError, LookupError):
            faults.append(_("Line %(number)s is not understood: %(line)s") % _told(number, line))
        except ValidationError as error:
            words = " ".join(error.messages)
            faults.append(_("Line %(number)s: %(words)s") % _told(number, line, words=words))
    if faults:
        raise ValidationError(faults)
    return [found[day] for day in sorted(found) if day not in known]


def _line(words, source):
    """Return the days of one line; raises ValueError or LookupError for one that is none."""
    if not words:
        return []
    first, *rest = words
    first = last = date.fromisoformat(first)
    if rest[0].lower() not in KINDS:
        last = date.fromisoformat(rest.pop(0))
    kind, *name = rest
    name_zh, _slash, name_en = " ".join(name).partition("/")
    if not 0 <= (last - first).days < LONGEST_RUN:
        raise ValueError("A run of days ends after it begins.")
    values = {"name_zh": name_zh.strip(), "name_en": name_en.strip(), "source": source}
    run = days(first - timedelta(days=1), last)
    return [CalendarDay(day=day, kind=KINDS[kind.lower()].value, **values) for day in run]


def _check(row, year, known, found):
    """Raise ValidationError when `row` makes no sense, or says something else than is entered."""
    if not date(year - 1, 12, 1) <= row.day <= date(year + 1, 1, 31):
        raise ValidationError(_("%(day)s does not belong to that year.") % {"day": row.day})
    if row.day in found:
        raise ValidationError(_("%(day)s is there twice.") % {"day": row.day})
    if known not in (None, row.kind):
        words = _("%(day)s is entered already as “%(kind)s”; change it there.")
        raise ValidationError(words % {"day": row.day, "kind": CalendarDay.Kind(known).label})
    row.full_clean(validate_unique=False)


def _told(number, line, **more):
    return {"number": number, "line": line.strip(), **more}
