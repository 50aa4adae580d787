"""The arithmetic of a period in words: what periods.py stored, told in the active language."""

import math
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from puyang_property.core.periods import Unit
from puyang_property.core.workdays import DayKind


def in_words(counted: dict) -> list[str]:
    """Return the sentences that explain `counted`, in the active language.

    Never raises on a story it does not know: it tells what it understands.
    """
    sentences = [text for step in counted.get("steps", []) for text in _step(step)]
    years = counted.get("provisional_years")
    if years:
        sentences.append(
            gettext(
                "Provisional: the public holidays of %(years)s are not published yet; the date "
                "is counted again when they are."
            )
            % {"years": _listed(map(str, years))}
        )
    return sentences


def as_text(counted: dict) -> str:
    """Return the sentences as one text; Chinese needs no blank between them."""
    return ("" if (get_language() or "").startswith("zh") else " ").join(in_words(counted))


def amount(length, unit) -> str:
    """Return `length` of `unit` in words, "5 working days"; hours may be "2.5"."""
    value, many = {"number": f"{length:g}"}, math.ceil(length)
    match unit:
        case Unit.WORKING_DAYS:
            return ngettext("%(number)s working day", "%(number)s working days", many) % value
        case Unit.CALENDAR_DAYS:
            return ngettext("%(number)s calendar day", "%(number)s calendar days", many) % value
        case Unit.MONTHS:
            return ngettext("%(number)s month", "%(number)s months", many) % value
        case Unit.HOURS:
            return ngettext("%(number)s hour", "%(number)s hours", many) % value
        case Unit.WORKING_HOURS:
            return ngettext("%(number)s working hour", "%(number)s working hours", many) % value
    return value["number"]


def _step(step: dict) -> list[str]:
    """Return the sentences for one step."""
    tellers = {
        "counted": _counted,
        "hours": _hours,
        "before": _before,
        "extended": _extended,
        "suspended": _suspended,
        "set": _set,
        "recounted": _recounted,
    }
    teller = tellers.get(step.get("what"))
    return teller(step) if teller else []


def _counted(step):
    told = [
        gettext("Day 0 is %(start)s; %(amount)s from the day after end on %(end)s.")
        % {
            "start": _day(step["from"]),
            "amount": amount(step["length"], step["unit"]),
            "end": _day(step["end"]),
        }
    ]
    if step["skipped"]:
        told.append(gettext("Not counted: %(days)s.") % {"days": _off(step["skipped"])})
    if step["makeup"]:
        days = _listed(_day(day) for day in step["makeup"])
        told.append(
            gettext("Counted although a weekend day, as it was worked: %(days)s.") % {"days": days}
        )
    if step["moved"]:
        told.append(
            gettext("That is a rest day (%(why)s), so the period ends on %(end)s.")
            % {"why": _off(step["moved"]), "end": _day(step["to"])}
        )
    return told


def _hours(step):
    told = [
        gettext("%(amount)s from %(start)s end at %(end)s.")
        % {
            "amount": amount(step["length"], step["unit"]),
            "start": _moment(step["from"]),
            "end": _moment(step["to"]),
        }
    ]
    if step["skipped"]:
        told.append(gettext("Not counted: %(days)s.") % {"days": _off(step["skipped"])})
    return told


def _before(step):
    told = [
        gettext("%(amount)s before %(day)s is %(end)s.")
        % {
            "amount": amount(step["length"], step["unit"]),
            "day": _day(step["from"]),
            "end": _day(step["end"]),
        }
    ]
    if step["moved"]:
        told.append(
            gettext("That is a rest day (%(why)s), so the last day to act is %(end)s.")
            % {"why": _off(step["moved"]), "end": _day(step["to"])}
        )
    return told


def _extended(step):
    words = gettext("Extended on %(day)s by %(amount)s.")
    return [words % {"day": _day(step["on"]), "amount": amount(step["length"], step["unit"])}]


def _suspended(step):
    value = {"day": _day(step["on"]), "amount": amount(step["unused"], step["unit"])}
    if "until" not in step:
        return [gettext("Stopped on %(day)s with %(amount)s unused.") % value]
    value["until"] = _day(step["until"])
    return [
        gettext(
            "Stopped on %(day)s with %(amount)s unused; they run on from the day after %(until)s."
        )
        % value
    ]


def _set(step):
    return [gettext("The date %(day)s was set, not counted.") % {"day": _day(step["to"])}]


def _recounted(step):
    value = {"day": _day(step["on"]), "was": _day(step["was"])}
    return [gettext("Counted again on %(day)s with a changed calendar; before: %(was)s.") % value]


def _off(runs) -> str:
    """Return the days off: weekends as one number, holidays by name and date."""
    weekend = sum(_length(run) for run in runs if run["kind"] == DayKind.WEEKEND)
    named = [_run(run) for run in runs if run["kind"] != DayKind.WEEKEND]
    if weekend:
        words = ngettext("%(number)s weekend day", "%(number)s weekend days", weekend)
        named.insert(0, words % {"number": weekend})
    return _listed(named)


def _run(run) -> str:
    zh, en = run["name_zh"], run["name_en"]
    name = (zh or en) if (get_language() or "zh").startswith("zh") else (en or zh)
    first, last = _day(run["from"]), _day(run["to"])
    if first == last:
        return f"{name} {first}".strip()
    words = gettext("%(name)s %(first)s to %(last)s")
    return (words % {"name": name, "first": first, "last": last}).strip()


def _length(run) -> int:
    gap = date.fromisoformat(run["to"]) - date.fromisoformat(run["from"])
    return (gap + timedelta(days=1)).days


def _listed(items) -> str:
    return gettext(", ").join(items)


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "DATE_FORMAT")


def _moment(text: str) -> str:
    return date_format(datetime.fromisoformat(text), "DATETIME_FORMAT")
