"""The life of an exit handover as a table (PMR Art. 38, Civil Code Art. 949, HN Art. 52 and 83)."""

from django.utils.translation import gettext_lazy as _

from communities.handovers.choices import FINAL_STATES, UNDER_WAY, State
from puyang_property.core.transitions import Transition, Workflow

CARRY = "communities.carry_exithandover"
ORDERING = "communities.order_exithandover"

DRAW_UP = Transition(
    "draw_up",
    "list_drawn_up",
    frozenset({State.ANNOUNCED}),
    State.LISTED,
    CARRY,
    _("Record the handover list"),
)
BEGIN = Transition(
    "begin",
    "handing_over_begun",
    frozenset({State.LISTED}),
    State.HANDING_OVER,
    CARRY,
    _("Begin handing over"),
)
COMPLETE = Transition(
    "complete",
    "completed",
    frozenset({State.HANDING_OVER, State.REFUSED, State.ORDERED}),
    State.COMPLETED,
    CARRY,
    _("Complete the handover"),
)
REFUSE = Transition(
    "refuse", "refused", UNDER_WAY, State.REFUSED, CARRY, _("Record that it is refused")
)
ORDER = Transition(
    "order",
    "ordered",
    frozenset({State.REFUSED}),
    State.ORDERED,
    ORDERING,
    _("Order to hand over"),
)
REFER = Transition(
    "refer",
    "referred",
    frozenset({State.ORDERED}),
    State.REFERRED,
    ORDERING,
    _("Refer to enforcement"),
)
CANCEL = Transition(
    "cancel",
    "cancelled",
    UNDER_WAY | {State.REFUSED},
    State.CANCELLED,
    CARRY,
    _("Cancel the handover"),
)

WORKFLOW = Workflow(
    initial=State.ANNOUNCED,
    final=FINAL_STATES,
    transitions=(DRAW_UP, BEGIN, COMPLETE, REFUSE, ORDER, REFER, CANCEL),
)
