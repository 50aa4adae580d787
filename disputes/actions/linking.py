"""Say which utility transfer, and what it left behind, a case is about."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from communities.transfers import legacy
from disputes.actions.checks import permitted
from puyang_property.core import history
from puyang_property.core.workflow import lock

LINK = "disputes.link_dispute"


@transaction.atomic
def link_transfer(dispute, *, by, transfer=None, issue=None, now=None):
    """Let the case point at a transfer of its compound, and at a legacy issue; or at none.

    A case that has ended may still be linked: the transfer's page then tells what it led to.
    """
    actor = permitted(dispute, LINK, by)
    if issue:
        lock(issue)  # before the case, as taking the issue back does
    lock(dispute)
    transfer = issue.transfer if issue else transfer
    if transfer and transfer.community_id != dispute.community_id:
        raise ValidationError(_("This transfer belongs to another compound than the case."))
    if any(entry and entry.withdrawn_at for entry in (transfer, issue)):
        raise ValidationError(_("This entry was taken back."))
    if (dispute.transfer, dispute.legacy_issue) == (transfer, issue):
        return dispute
    dispute.transfer, dispute.legacy_issue = transfer, issue
    dispute.save(update_fields=["transfer", "legacy_issue", "changed_at"])
    history.record(
        dispute,
        "linked" if transfer else "unlinked",
        by=actor,
        now=now,
        permission=LINK,
        changes={"transfer": transfer, "legacy_issue": issue},
    )
    return dispute


@transaction.atomic
def leave_issue(dispute, *, by, transfer, kind, text, responsible, due_on=None, now=None):
    """Write down what the transfer left behind, as this case brought it up, and link both."""
    permitted(dispute, LINK, by)
    given = {"kind": kind, "text": text, "responsible": responsible, "due_on": due_on}
    issue = legacy.leave_issue(transfer, by=by, now=now, **given)
    return link_transfer(dispute, by=by, issue=issue, now=now)
