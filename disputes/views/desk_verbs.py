"""The buttons of a case page: steps of the workflow first, then what else can be done."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from disputes import workflow
from disputes.actions.clocks import EXTENDABLE
from disputes.choices import State
from puyang_property.core.workflow import allowed

LEADS_ON = {"accept", "agree", "reply", "close", "resume", "reopen"}  # the usual way forward
DANGER = {workflow.REFUSE.slug, workflow.WITHDRAW.slug}


@dataclass(frozen=True)
class Button:
    """One thing that can be done now."""

    label: str
    url: str
    tone: str = ""


def steps(dispute, user, *, is_dissatisfied):
    """Return the buttons of the transitions that `user` can take; the usual way on leads."""
    found = [t for t in allowed(dispute, user) if t != workflow.REDO or is_dissatisfied]
    found.sort(key=lambda transition: transition.slug not in LEADS_ON)
    buttons = []
    for transition in found:
        tone = "danger" if transition.slug in DANGER else "" if buttons else "primary"
        buttons.append(Button(transition.label, _url(transition.slug, dispute), tone))
    return buttons


def further(dispute, user, *, is_dissatisfied, deadlines, pending, is_joined):
    """Return what else `user` can do with the case now."""
    extendable = any(each.kind in EXTENDABLE and not each.suspended_at for each in deadlines)
    is_open, replied = dispute.is_open, dispute.state == State.REPLIED
    is_late = any(each.is_overdue() for each in deadlines)
    offers = (
        ("visit", _("Record the return visit"), "visit_dispute", replied),
        ("explain", _("Explain to the resident"), "redo_dispute", replied and is_dissatisfied),
        ("urge", _("Urge in writing"), "urge_dispute", is_open and is_late),
        ("write", _("Write to the resident"), "note_dispute", True),
        ("note", _("Internal note"), "note_dispute", True),
        ("assign", _("Assign"), "assign_dispute", is_open),
        ("release_summary", _("Release a summary"), "release_summary", is_open),
        (
            "take_out",
            _("Take a complaint out"),
            "merge_dispute",
            is_joined and dispute.state in workflow.MERGE.sources,
        ),
        *_linking(dispute),
        (
            "request_suspension",
            _("Ask for a suspension"),
            "request_suspension_dispute",
            dispute.state in workflow.SUSPEND.sources and not pending,
        ),
        (
            "request_extension",
            _("Ask for an extension"),
            "request_extension_dispute",
            is_open and extendable and not pending,
        ),
    )
    found = [
        Button(label, _url(slug, dispute))
        for slug, label, permission, possible in offers
        if possible and user.has_perm(f"disputes.{permission}", dispute)
    ]
    if replied and dispute.was_handled_by(user):
        found = [button for button in found if button.url != _url("visit", dispute)]
    return found


def _linking(dispute):
    """Return the offers that tie the case to a utility transfer of its compound."""
    has_transfers = dispute.transfer_id or getattr(dispute, "has_transfers", False)
    may_leave = dispute.transfer_id and not dispute.legacy_issue_id
    return (
        ("link_transfer", _("Link to a utility transfer"), "link_dispute", has_transfers),
        ("leave_issue", _("Record a legacy issue"), "link_dispute", may_leave),
    )


def _url(slug, dispute):
    return reverse(f"disputes:{slug}", args=[dispute.number])
