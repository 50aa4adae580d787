"""A handover in words: facts, way, history, and what the law says at each place."""

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as words

from communities.handovers.choices import State
from puyang_property.core import history
from puyang_property.core.bases.event_words import title

NAMES = {
    "announced": words("Handover announced"),
    "list_drawn_up": words("Handover list drawn up"),
    "handing_over_begun": words("Handing over begun"),
    "completed": words("Handover completed"),
    "refused": words("Handover refused"),
    "ordered": words("Ordered to hand over"),
    "referred": words("Referred to enforcement"),
    "cancelled": words("Handover cancelled"),
    "changed": words("Facts changed"),
    "item_entered": words("Item entered"),
    "item_handed": words("Item handed over"),
    "item_missing": words("Item missing"),
    "item_disputed": words("Item disputed"),
    "item_open": words("Item open again"),
    "item_withdrawn": words("Item taken back"),
}
SERVES_ON = gettext_lazy(
    "Until the new provider takes over, the old one keeps serving and may ask the fee for that "
    "time (Civil Code, Art. 950). One that does not hand over may ask no fee after the end of the "
    "contract, and answers for the damage (Art. 949)."
)
FINES = gettext_lazy(
    "The Henan regulation (Art. 83) knows fines: up to 200,000 yuan for not handing over after an "
    "order, 10,000 yuan for each day of overstaying. The department that enforces decides; "
    "nothing is computed here."
)
WAY = (State.ANNOUNCED, State.LISTED, State.HANDING_OVER, State.COMPLETED)
REFUSED_WAY = (State.ANNOUNCED, State.REFUSED, State.ORDERED)
DAYS = {
    State.ANNOUNCED: "announced_on",
    State.LISTED: "listed_on",
    State.HANDING_OVER: "begun_on",
    State.COMPLETED: "completed_on",
    State.REFUSED: "refused_on",
    State.ORDERED: "ordered_on",
    State.REFERRED: "referred_on",
}


def steps(handover):
    """Return the way of the handover for the stepper: the smooth one, or that by an order."""
    way = WAY
    if handover.refused_on:
        last = State.REFERRED if handover.state == State.REFERRED else State.COMPLETED
        way = (*REFUSED_WAY, last)
    place = way.index(handover.state) if handover.state in way else -1
    return [
        {
            "label": state.label,
            "state": "current" if number == place else "done" if number < place else "todo",
            "hint": getattr(handover, DAYS[state]) or "",
        }
        for number, state in enumerate(way)
    ]


def timeline(handover):
    """Return the history of the handover as entries of a timeline, the newest first."""
    events = history.of(handover).select_related("user", "note_row").order_by("-seq")
    return [
        {
            "title": title(event.name, NAMES),
            "at": event.at,
            "by": str(event.user) if event.user else event.get_actor_kind_display(),
            "body": event.note_row.text if getattr(event, "note_row", None) else "",
        }
        for event in events[:100]
    ]
