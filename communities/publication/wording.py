"""Publications, notices and contacts in words: facts and history, for pages."""

from django.utils.translation import gettext_noop as words

from puyang_property.core import history
from puyang_property.core.bases.event_words import title

NAMES = {
    "recorded": words("Publication recorded"),
    "drafted": words("Notice drafted"),
    "entered": words("Contact entered"),
    "changed": words("Facts changed"),
    "published": words("Notice published"),
    "withdrawn": words("Taken back"),
    "ended": words("Contact ended"),
    "moved": words("Moved to another entry of the register"),
}
PUBLICATION = ("group", "published_on", "site", "period_from", "period_to", "valid_until")
NOTICE = ("kind", "from_on", "to_on", "office")
CONTACT = ("kind", "name", "phone", "hours", "consented_on", "from_on", "to_on")


def facts(row, names):
    """Return what is recorded in the fields `names` as rows of a summary list."""
    found = []
    for name in names:
        display = getattr(row, f"get_{name}_display", None)
        value = display() if display else getattr(row, name)
        if value not in (None, ""):
            found.append({"label": row._meta.get_field(name).verbose_name, "value": value})
    return found


def timeline(row):
    """Return the history of `row` as entries of a timeline, the newest first."""
    events = history.of(row).select_related("user", "note_row").order_by("-seq")
    return [
        {
            "title": title(event.name, NAMES),
            "at": event.at,
            "by": str(event.user) if event.user else event.get_actor_kind_display(),
            "body": event.note_row.text if getattr(event, "note_row", None) else "",
        }
        for event in events[:100]
    ]
