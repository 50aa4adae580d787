"""The verbs of the room: the only writers.

`from disputes import actions` and read on: `actions.accept(dispute, by=user)`.
"""

from disputes.actions.agreements import (
    agree,
    ask_confirmation,
    break_clause,
    confirm,
    end_mediation,
    perform_clause,
)
from disputes.actions.clocks import (
    decide_request,
    request_extension,
    request_suspension,
    resume,
    suspend,
)
from disputes.actions.closing import close, explain, redo, reply, visit
from disputes.actions.filing import Filed, file
from disputes.actions.linking import leave_issue, link_transfer
from disputes.actions.mediation import (
    add_party,
    cancel_session,
    hold_session,
    plan_session,
    recuse,
    say_consent,
    serve_notice,
    start_mediation,
)
from disputes.actions.merging import merge, take_out
from disputes.actions.resident import add_information, answer, reopen, withdraw
from disputes.actions.triage import (
    accept,
    assign,
    note,
    refer,
    refuse,
    release_summary,
    send_back,
)
from disputes.actions.urging import urge

__all__ = [
    "Filed",
    "accept",
    "add_information",
    "add_party",
    "agree",
    "answer",
    "ask_confirmation",
    "assign",
    "break_clause",
    "cancel_session",
    "close",
    "confirm",
    "decide_request",
    "end_mediation",
    "explain",
    "file",
    "hold_session",
    "leave_issue",
    "link_transfer",
    "merge",
    "note",
    "perform_clause",
    "plan_session",
    "recuse",
    "redo",
    "refer",
    "refuse",
    "release_summary",
    "reopen",
    "reply",
    "request_extension",
    "request_suspension",
    "resume",
    "say_consent",
    "send_back",
    "serve_notice",
    "start_mediation",
    "suspend",
    "take_out",
    "urge",
    "visit",
    "withdraw",
]
