"""The words and marks that every template may use without loading anything."""

from datetime import datetime
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

register = template.Library()

TONES = ("neutral", "info", "good", "warn", "bad", "brand")
SOON = 3
KEPT = 4096  # days and icons that are drawn; everything they show is named in the call


@register.simple_tag
def icon(name, label=""):
    """Return the icon `name` of static/icons.svg; silent beside text, or read out as `label`."""
    return _icon(name, str(label), static("icons.svg"))


@lru_cache(maxsize=KEPT)
def _icon(name, label, sprite):
    if not label:
        mark = '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>'
        return format_html(mark, sprite, name)
    mark = '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>'
    return format_html(mark, label, sprite, name)


@register.simple_tag
def badge(label, tone="neutral"):
    """Return `label` as a badge; the tone only underlines what the words already say."""
    return format_html('<span class="badge badge--{}">{}</span>', _tone(tone), label)


@register.simple_tag
def state_badge(record):
    """Return the state of `record` as a badge, in the tone its state names (`state_tone`)."""
    return badge(record.get_state_display(), getattr(record, "state_tone", "neutral"))


@register.simple_tag
def day(value, weekday=False):
    """Return a date in the reader's words inside <time>; with its weekday on request.

    Words that stand in place of a day stay as they are.
    """
    if not value or isinstance(value, str):
        return value or ""
    value = timezone.localdate(value) if isinstance(value, datetime) else value
    words = _day_words(get_language(), value)
    if weekday:
        name = formats.date_format(value, "l")
        words = _("%(day)s (%(weekday)s)") % {"day": words, "weekday": name}
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.simple_tag
def moment(value):
    """Return a moment to the minute in local time; the exact second is in <time> and its title."""
    if not value:
        return ""
    local = timezone.localtime(value)
    exact = local.isoformat(timespec="seconds")
    words = f"{_day_words(get_language(), local.date())} {local:%H:%M}"
    return format_html('<time datetime="{0}" title="{0}">{1}</time>', exact, words)


@register.simple_tag
def due_badge(due_on, today=None):
    """Return how far away `due_on` is, in words: overdue, today, in so many days."""
    if not due_on:
        return ""
    return badge(
        _distance((due_on - (today or timezone.localdate())).days), due_tone(due_on, today)
    )


@register.simple_tag
def due_tone(due_on, today=None):
    """Return bad, warn or neutral for a date that has passed, comes soon or is far."""
    days = (due_on - (today or timezone.localdate())).days
    if days < 0:
        return "bad"
    return "warn" if days <= SOON else "neutral"


@register.filter
def error_target(bound):
    """Return the id of the first input of a bound field, for links of the error summary."""
    return bound.id_for_label or f"{bound.auto_id}_0"


@register.filter
def yuan(amount):
    """Return an amount of money to the fen, its thousands apart."""
    return "" if amount is None else f"{amount:,.2f}"


@register.filter
def pairs(labels, cells):
    """Return (label, cell) for the cells of one table row."""
    return zip(labels, cells, strict=True)


@register.filter
def labelled(cell, header):
    """Return a cell of the admin's list with its column's name, for rows that stack on phones."""
    if not header.get("sortable") and "action-checkbox" in header.get("class_attrib", ""):
        return cell
    name = format_html(' data-label="{}"', capfirst(header["text"]))
    return mark_safe(cell.replace("<td", f"<td{name}", 1))


@register.simple_tag(takes_context=True)
def keep_query(context, **changes):
    """Return the page's query string with `changes` made; None removes a parameter."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


def _distance(days):
    if days < 0:
        return ngettext("%(n)d day overdue", "%(n)d days overdue", -days) % {"n": -days}
    if days == 0:
        return _("due today")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


@lru_cache(maxsize=KEPT)
def _day_words(language, date):
    """Return `date` in words of the active `language`; a history names the same days often."""
    return formats.date_format(date)


def _tone(tone):
    return tone if tone in TONES else "neutral"
