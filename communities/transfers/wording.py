"""A transfer's facts, steps and history in words, for pages."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words

from communities.transfers.choices import ORDER, State
from puyang_property.core import history

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
    "cost_entered": words("Cost entered"),
    "cost_taken_back": words("Cost taken back"),
    "funded": words("Shares set"),
    "issue_recorded": words("Legacy issue recorded"),
    "issue_resolved": words("Legacy issue put right"),
}
FACTS = (
    *("item", "enterprise", "enterprise_kind", "mode", "receiver_kind", "receiver"),
    *("households", "metered", "assets", "assets_value", "agreement_number", "unit_price"),
    *("agreed_total", "approval_number"),
)
DAYS = {
    State.SURVEYED: "surveyed_on",
    State.INTENT_SIGNED: "intent_signed_on",
    State.AGREEMENT_SIGNED: "agreement_signed_on",
    State.FUNCTION_TRANSFERRED: "function_transferred_on",
    State.ASSETS_TRANSFERRED: "assets_transferred_on",
    State.REBUILDING: "rebuilding_begun_on",
    State.ACCEPTED: "accepted_on",
    State.SETTLED: "settled_on",
    State.CLOSED: "closed_on",
}


def facts(transfer):
    """Return what is recorded of the transfer as rows of a summary list."""
    rows = []
    for name in FACTS:
        display = getattr(transfer, f"get_{name}_display", None)
        value = display() if display else getattr(transfer, name)
        if value not in (None, ""):
            rows.append({"label": transfer._meta.get_field(name).verbose_name, "value": value})
    return rows


def steps(transfer):
    """Return the way of the transfer in its own order, for the stepper."""
    way = (State.IDENTIFIED, State.SURVEYED, State.INTENT_SIGNED, *ORDER[transfer.mode])
    way = (*way, State.CLOSED)
    here = transfer.resume_state or transfer.state
    place = way.index(here) if here in way else -1
    return [
        {
            "label": state.label,
            "state": _place(number, place),
            "hint": getattr(transfer, DAYS[state]) or "" if state in DAYS else "",
        }
        for number, state in enumerate(way)
    ]


def _place(number, here):
    if number == here:
        return "current"
    return "done" if number < here else "todo"


def timeline(transfer):
    """Return the history of the transfer as entries of a timeline, the newest first."""
    events = history.of(transfer).select_related("user", "note_row").order_by("-seq")
    return [
        {
            "title": _(NAMES[event.name]),
            "at": event.at,
            "by": str(event.user) if event.user else event.get_actor_kind_display(),
            "body": event.note_row.text if getattr(event, "note_row", None) else "",
        }
        for event in events[:100]
    ]
