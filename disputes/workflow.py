"""The life of a dispute as a table: who may take it from where to where."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.choices import FINAL_STATES, State
from puyang_property.core.actors import ActorKind
from puyang_property.core.transitions import Transition, Workflow

STAFF_OR_RESIDENT = frozenset({ActorKind.USER, ActorKind.RESIDENT})

ACCEPT = Transition(
    "accept",
    "accepted",
    frozenset({State.REGISTERED, State.REFERRED}),
    State.IN_PROGRESS,
    "disputes.accept_dispute",
    _("Accept"),
)
REFUSE = Transition(
    "refuse",
    "refused",
    frozenset({State.REGISTERED, State.REFERRED}),
    State.REFUSED,
    "disputes.refuse_dispute",
    _("Do not accept"),
)
REFER = Transition(
    "refer",
    "referred",
    frozenset({State.REGISTERED, State.IN_PROGRESS}),
    State.REFERRED,
    "disputes.refer_dispute",
    _("Refer"),
)
# The second return goes to the district, which decides who is competent.
SEND_BACK = Transition(
    "send_back",
    "sent_back",
    frozenset({State.REFERRED}),
    State.REGISTERED,
    "disputes.send_back_dispute",
    _("Send back"),
)
START_MEDIATION = Transition(
    "start_mediation",
    "mediation_started",
    frozenset({State.IN_PROGRESS}),
    State.IN_MEDIATION,
    "disputes.start_mediation_dispute",
    _("Start mediation"),
)
AGREE = Transition(
    "agree",
    "agreed",
    frozenset({State.IN_MEDIATION}),
    State.AGREED,
    "disputes.mediate_dispute",
    _("Record the agreement"),
)
END_MEDIATION = Transition(
    "end_mediation",
    "mediation_ended",
    frozenset({State.IN_MEDIATION}),
    State.IN_PROGRESS,
    "disputes.mediate_dispute",
    _("End without agreement"),
)
REPLY = Transition(
    "reply",
    "replied",
    frozenset({State.IN_PROGRESS, State.AGREED}),
    State.REPLIED,
    "disputes.reply_dispute",
    _("Reply"),
)
CLOSE = Transition(
    "close",
    "closed",
    frozenset({State.REPLIED}),
    State.CLOSED,
    "disputes.close_dispute",
    pgettext_lazy("case", "Close"),
)
REDO = Transition(
    "redo",
    "redone",
    frozenset({State.REPLIED}),
    State.IN_PROGRESS,
    "disputes.redo_dispute",
    _("Have it handled again"),
)
REOPEN = Transition(
    "reopen",
    "reopened",
    frozenset({State.CLOSED}),
    State.IN_PROGRESS,
    "disputes.reopen_dispute",
    _("Reopen"),
    STAFF_OR_RESIDENT,
)
SUSPEND = Transition(
    "suspend",
    "suspended",
    frozenset({State.IN_PROGRESS, State.IN_MEDIATION}),
    State.SUSPENDED,
    "disputes.approve_suspension_dispute",
    _("Suspend"),
)
RESUME = Transition(
    "resume",
    "resumed",
    frozenset({State.SUSPENDED}),
    None,  # back to where it was
    "disputes.resume_dispute",
    _("Resume"),
)
WITHDRAW = Transition(
    "withdraw",
    "withdrawn",
    frozenset({State.REGISTERED, State.IN_PROGRESS, State.IN_MEDIATION}),
    State.WITHDRAWN,
    "disputes.withdraw_dispute",
    _("Withdraw"),
    STAFF_OR_RESIDENT | {ActorKind.CLOCK},  # the portal itself when an import is undone
)
MERGE = Transition(
    "merge",
    "merged",
    frozenset({State.REGISTERED, State.IN_PROGRESS}),
    State.MERGED,
    "disputes.merge_dispute",
    _("Join to another case"),
)

WORKFLOW = Workflow(
    initial=State.REGISTERED,
    final=FINAL_STATES,
    transitions=(
        ACCEPT,
        REFUSE,
        REFER,
        SEND_BACK,
        START_MEDIATION,
        AGREE,
        END_MEDIATION,
        REPLY,
        CLOSE,
        REDO,
        REOPEN,
        SUSPEND,
        RESUME,
        WITHDRAW,
        MERGE,
    ),
)
