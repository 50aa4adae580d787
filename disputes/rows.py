"""The rows of a list of cases in words; what many rows share is put into words once.

The cells are drawn here and not by a template: a page has fifty rows of five cells, and each
value costs a template more than finding the row costs PostgreSQL (docs/performance.md).
"""

from functools import lru_cache

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.choices import RoleSlug
from accounts.names import short_name
from disputes import numbers
from disputes.choices import OPEN_STATES, TONES, Channel, State
from disputes.models import Dispute
from disputes.models.category import in_language
from disputes.models.dispute_rows import NO_DATE
from puyang_property.core.prepared import Asked, Prepared
from puyang_property.core.templatetags.portal import badge, day, due_badge

SHOWN = (
    *("id", "number", "title", "state", "channel", "next_due_on", "registered_at", "closed_at"),
    *("community__name", "area__name", "category__name_zh", "category__name_en"),
    *("responsible_post__name", "responsible_post__role", "responsible_post__area__name"),
    *("handler__display_name", "handler__username"),
)
BY_KEY = Prepared(
    lambda: Dispute.objects.filter(pk__any_of=Asked("keys")).values_list(*SHOWN, named=True)
)
EXAMPLE = numbers.make(2000, 1)
LATE, DUE_CELL = mark_safe(' class="is-late"'), mark_safe(' class="due-cell"')
KEPT = 4096  # drawn cells of each kind; every word in them is named in the call
CELL = '<td data-label="{}"><span{}>{}</span></td>'
BELOW = '{}<br><span class="small muted">{}</span>'
ROW = """<tr{}>
<th scope="row"><a href="{}"><span class="nowrap num">{}</span></a>
<span class="case-title">{}</span></th>
{}{}{}{}
</tr>
"""


def of(keys):
    """Return the rows of the list for these keys, in their order, only what is shown.

    The keys are found first, by an index alone; names are joined to these few rows only.
    """
    keys = list(keys)
    found = {row.id: row for row in BY_KEY.rows(keys=keys)}
    return [found[key] for key in keys if key in found]


def drawn(rows, today=None):
    """Return `rows` as the rows of the table in `_rows.html`, in their order."""
    today, language = today or timezone.localdate(), get_language()
    address = reverse("disputes:detail", args=[EXAMPLE])
    return [_row(row, language, today, address.replace(EXAMPLE, row.number)) for row in rows]


def _row(row, language, today, address):
    is_open = row.state in OPEN_STATES
    due_on = row.next_due_on if is_open else None
    ended = None if is_open else timezone.localdate(row.closed_at)
    handler = row.handler__display_name or row.handler__username or ""
    office = (row.responsible_post__name, row.responsible_post__role)
    return format_html(
        ROW,
        LATE if is_open and due_on < today else "",
        address,
        row.number,
        row.title,
        _stands(language, today, row.state, due_on, ended),
        _place(language, row.community__name, row.area__name),
        _matter(language, row.category__name_zh, row.category__name_en, row.channel),
        _office(language, *office, row.responsible_post__area__name, handler),
    )


@lru_cache(maxsize=KEPT)
def _stands(language, today, state, due_on, ended):
    """Draw state and day: how far away the date of an open case is, or when a case ended."""
    due, small = "", _("no date runs")
    if ended:
        small = format_html("{} {}", _("ended"), day(ended))
    elif due_on < NO_DATE:
        due, small = due_badge(due_on, today), day(due_on)
    drawn = badge(State(state).label, TONES.get(state, "neutral"))
    content = format_html('{} {}<span class="small">{}</span>', due, drawn, small)
    return format_html(CELL, _("Due"), DUE_CELL, content)


@lru_cache(maxsize=KEPT)
def _place(language, community, area):
    where = format_html(BELOW, community, short_name(area)) if community else area
    return format_html(CELL, _("Place"), "", where)


@lru_cache(maxsize=KEPT)
def _matter(language, name_zh, name_en, channel):
    matter = format_html(BELOW, in_language(name_zh, name_en), Channel(channel).label)
    return format_html(CELL, _("Category"), "", matter)


@lru_cache(maxsize=KEPT)
def _office(language, name, role, area_name, handler):
    office = format_html("<strong>{}</strong>", _("no post"))
    if role:
        office = name or f"{short_name(area_name)} {RoleSlug(role).label}"
    if handler:
        office = format_html(BELOW, office, handler)
    return format_html(CELL, _("With"), "", office)
