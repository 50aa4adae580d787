"""A transfer's facts, steps and history in words, for pages."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words

from communities.models import UtilityTransfer
from communities.transfers.choices import DAYS, Paper, Source, State, way
from puyang_property.core import history
from puyang_property.core.bases.event_words import title

NAMES = {
    "identified": words("Transfer opened"),
    "changed": words("Facts changed"),
    "surveyed": words("Surveyed"),
    "intent_signed": words("Letter of intent signed"),
    "agreement_signed": words("Transfer agreement signed"),
    "function_transferred": words("Function transferred"),
    "assets_transferred": words("Assets transferred"),
    "rebuilding_begun": words("Rebuilding begun"),
    "rebuilding_accepted": words("Works accepted"),
    "settled": words("Costs settled"),
    "closed": words("Transfer closed"),
    "suspended": words("Transfer suspended"),
    "resumed": words("Transfer resumed"),
    "cancelled": words("Transfer cancelled"),
    "step_taken_back": words("Step taken back"),
    "withdrawn": words("Entry taken back"),
    "compound_merged": words("The compound was merged into another entry"),
    "cost_entered": words("Cost entered"),
    "cost_taken_back": words("Cost taken back"),
    "funded": words("Shares set"),
    "assets_filed": words("Filing of the assets recorded"),
    "paper_kept": words("Scan of a paper kept"),
    "issue_recorded": words("Legacy issue recorded"),
    "issue_changed": words("Legacy issue corrected"),
    "issue_taken_back": words("Legacy issue taken back"),
    "issue_resolved": words("Legacy issue put right"),
}
FACTS = (
    *("item", "enterprise", "enterprise_kind", "mode", "receiver_kind", "receiver"),
    *("households", "metered", "assets", "assets_value", "agreement_number", "unit_price"),
    *("agreed_total", "approval_number", "filed_on", "filed_with", "filing_number"),
    "money_received_on",
)


def facts(transfer):
    """Return what is recorded of the transfer as rows of a summary list."""
    rows = []
    for name in FACTS:
        display = getattr(transfer, f"get_{name}_display", None)
        value = display() if display else getattr(transfer, name)
        if isinstance(value, Decimal):
            value = f"{value:,.2f}"
        if isinstance(value, date):
            value = date_format(value, "DATE_FORMAT")
        if value not in (None, ""):
            rows.append({"label": transfer._meta.get_field(name).verbose_name, "value": value})
    return rows


def steps(transfer):
    """Return the way of the transfer in its own order, for the stepper."""
    states = way(transfer.mode)
    here = transfer.resume_state or transfer.state
    place = states.index(here) if here in states else -1
    return [
        {
            "label": state.label,
            "state": _place(number, place),
            "hint": _hint(transfer, state, is_past=number < place),
        }
        for number, state in enumerate(states)
    ]


def _hint(transfer, state, *, is_past):
    """Return the day of a step; a letter of intent may have been left out."""
    if state not in DAYS:
        return ""
    return getattr(transfer, DAYS[state]) or (_("left out") if is_past else "")


def _place(number, here):
    if number == here:
        return "current"
    return "done" if number < here else "todo"


def timeline(transfer):
    """Return the history of the transfer as entries of a timeline, the newest first."""
    events = history.of(transfer).select_related("user", "note_row").order_by("-seq")
    return [
        {
            "title": title(event.name, NAMES),
            "at": event.at,
            "by": str(event.user) if event.user else event.get_actor_kind_display(),
            "body": "\n".join(filter(None, (_told(event), _note(event)))),
        }
        for event in events[:100]
    ]


def _note(event):
    return event.note_row.text if getattr(event, "note_row", None) else ""


def _told(event):
    """Return the facts that an event names: which changed, how much, which step was left."""
    changes = event.changes
    if event.name == "changed":
        names = [_label(name) for name in changes.get("fields", ())]
        return _("Changed: %(fields)s") % {"fields": "、".join(names)}
    if event.name == "step_taken_back":
        return _("Back from “%(before)s” to “%(after)s”.") % {
            "before": State(event.from_state).label,
            "after": State(event.to_state).label,
        }
    if "paper" in changes:
        return str(Paper(changes["paper"]).label)
    if "amount" in changes:
        return _("%(amount)s yuan") % {"amount": f"{Decimal(changes['amount']):,.2f}"}
    if event.name == "funded":
        given = [(Source(s).label, Decimal(a)) for s, a in changes.items() if Decimal(a)]
        return "\n".join(f"{label}: {amount:,.2f}" for label, amount in given)
    return ""


def _label(name):
    return str(UtilityTransfer._meta.get_field(name).verbose_name)
