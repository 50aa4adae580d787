"""The life of a utility transfer as a table (LAW.md §5, derived from practice)."""

from django.utils.translation import gettext_lazy as _

from communities.transfers.choices import BEFORE_SETTLEMENT, FINAL_STATES, TAKEN, State
from puyang_property.core.transitions import Transition, Workflow

CARRY = "communities.carry_utilitytransfer"
SETTLING = "communities.settle_utilitytransfer"

SURVEY = Transition(
    "survey", "surveyed", frozenset({State.IDENTIFIED}), State.SURVEYED, CARRY, _("Record survey")
)
SIGN_INTENT = Transition(
    "sign_intent",
    "intent_signed",
    frozenset({State.SURVEYED}),
    State.INTENT_SIGNED,
    CARRY,
    _("Record letter of intent"),
)
SIGN_AGREEMENT = Transition(
    "sign_agreement",
    "agreement_signed",
    frozenset({State.SURVEYED, State.INTENT_SIGNED}),
    State.AGREEMENT_SIGNED,
    CARRY,
    _("Record agreement"),
)
TRANSFER_FUNCTION = Transition(
    "transfer_function",
    "function_transferred",
    frozenset({State.AGREEMENT_SIGNED, State.ACCEPTED}),
    State.FUNCTION_TRANSFERRED,
    CARRY,
    _("Record transfer of the function"),
)
TRANSFER_ASSETS = Transition(
    "transfer_assets",
    "assets_transferred",
    frozenset({State.FUNCTION_TRANSFERRED}),
    State.ASSETS_TRANSFERRED,
    CARRY,
    _("Record transfer of the assets"),
)
REBUILD = Transition(
    "rebuild",
    "rebuilding_begun",
    frozenset({State.AGREEMENT_SIGNED, State.ASSETS_TRANSFERRED}),
    State.REBUILDING,
    CARRY,
    _("Record begin of rebuilding"),
)
ACCEPT = Transition(
    "accept",
    "rebuilding_accepted",
    frozenset({State.REBUILDING}),
    State.ACCEPTED,
    CARRY,
    _("Record acceptance of the works"),
)
SETTLE = Transition(
    "settle",
    "settled",
    frozenset({State.ACCEPTED, State.ASSETS_TRANSFERRED}),
    State.SETTLED,
    SETTLING,
    _("Settle"),
)
CLOSE = Transition(
    "close", "closed", frozenset({State.SETTLED}), State.CLOSED, SETTLING, _("Close the transfer")
)
SUSPEND = Transition(
    "suspend",
    "suspended",
    BEFORE_SETTLEMENT - {State.SUSPENDED},
    State.SUSPENDED,
    CARRY,
    _("Suspend the transfer"),
)
RESUME = Transition(
    "resume", "resumed", frozenset({State.SUSPENDED}), None, CARRY, _("Resume the transfer")
)
TAKE_BACK = Transition(
    "take_back", "step_taken_back", TAKEN, None, CARRY, _("Take the last step back")
)
CANCEL = Transition(
    "cancel",
    "cancelled",
    BEFORE_SETTLEMENT,
    State.CANCELLED,
    SETTLING,
    _("Cancel the transfer"),
)

WORKFLOW = Workflow(
    initial=State.IDENTIFIED,
    final=FINAL_STATES,
    transitions=(
        *(SURVEY, SIGN_INTENT, SIGN_AGREEMENT, TRANSFER_FUNCTION, TRANSFER_ASSETS, REBUILD),
        *(ACCEPT, SETTLE, CLOSE, SUSPEND, RESUME, TAKE_BACK, CANCEL),
    ),
)
