"""Facts and history of the register in words, for pages."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from communities.contracts import CONTRACT_FACTS
from communities.dossiers import items
from communities.models import Community
from puyang_property.core import history
from puyang_property.core.bases import event_words

FACTS = (
    *("kind", "management_mode", "address", "developer", "built_year", "households", "buildings"),
    *("floor_area", "land_area", "green_rate", "plot_ratio", "parking_spaces"),
)


def url(name, *args):
    """Return the address of a page by name."""
    return reverse(name, args=args)


def facts(community):
    """Return the facts of a compound as rows of a summary list."""
    return _rows(community, FACTS)


def public_facts(community):
    """Return the facts that are recorded, for the public page."""
    unknown = {"kind": "unknown", "management_mode": "unknown"}
    names = [
        name for name in FACTS if getattr(community, name) not in (None, "", unknown.get(name))
    ]
    return _rows(community, names)


def contract_facts(contract):
    """Return what is recorded of a contract, terms first, as rows of a summary list."""
    empty = (None, "", "unknown")
    return _rows(contract, [n for n in CONTRACT_FACTS if getattr(contract, n) not in empty])


def _rows(obj, names):
    rows = []
    for name in names:
        display = getattr(obj, f"get_{name}_display", None)
        value = display() if display else getattr(obj, name)
        rows.append({"label": obj._meta.get_field(name).verbose_name, "value": value})
    return rows


def event_title(name):
    """Return what happened, in words."""
    own = {
        "created": pgettext("event", "entered"),
        "changed": pgettext("event", "changed"),
        "kind_changed": pgettext("event", "kind changed"),
        "dossier_recorded": pgettext("event", "paper recorded in the dossier"),
        "dossier_withdrawn": pgettext("event", "entry of the dossier taken back"),
        "dossier_asked_for": pgettext("event", "missing paper asked for"),
        "dossier_request_dropped": pgettext("event", "paper no longer asked for"),
        "published": pgettext("event", "shown to the public"),
        "hidden": pgettext("event", "hidden from the public"),
        "placed": pgettext("event", "placed in another area"),
        "merged": pgettext("event", "merged into another entry"),
        "took_in": pgettext("event", "took in another entry"),
        "moved": pgettext("event", "moved to another compound"),
        "withdrawn": pgettext("event", "taken back"),
        "company_merged": pgettext("event", "the company's entry was merged into another"),
        "ended": pgettext("event", "end recorded"),
        "superseded": pgettext("event", "ended by the contract that follows"),
        "notice_given": pgettext("event", "notice of end recorded"),
        "notice_withdrawn": pgettext("event", "notice of end taken back"),
        "continuing": pgettext("event", "continuation after the term confirmed"),
        "took_effect": pgettext("event", "took effect"),
        "street_told": pgettext("event", "reported to the street"),
        "no_handover": pgettext("event", "no handover needed"),
        "document_attached": pgettext("event", "document attached"),
    }
    return own.get(name) or event_words.title(name, {})


def timeline(obj):
    """Return the history of `obj` as entries of a timeline, the newest first."""
    events = history.of(obj).select_related("user", "note_row").order_by("-seq")
    return [
        {
            "title": event_title(event.name),
            "at": event.at,
            "by": str(event.user) if event.user else event.get_actor_kind_display(),
            "body": _body(obj, event),
        }
        for event in events[:100]
    ]


def _body(obj, event):
    note = getattr(event, "note_row", None)
    lines = [line for line in (_changed(obj, event), note.text if note else "") if line]
    return "\n".join(lines)


def _changed(obj, event):
    """Return which fields changed, or which paper of the dossier it is about."""
    if event.name.startswith("dossier_"):
        item = items.BY_KEY.get(event.changes.get("item"))
        return item.name if item else ""
    labels = {field.name: str(field.verbose_name) for field in obj._meta.concrete_fields}
    labels["mode_before"] = str(Community._meta.get_field("management_mode").verbose_name)
    labels |= {f"aliases_{done}": _("further names") for done in ("added", "dropped")}
    changed = "、".join(
        dict.fromkeys(labels.get(name.removesuffix("_id"), name) for name in event.changes)
    )
    return _("Fields: %(fields)s") % {"fields": changed} if changed else ""
