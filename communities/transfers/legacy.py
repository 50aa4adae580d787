"""What a utility transfer left behind, and which office puts it right by when."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions import require as permitted
from communities.locking import lock_under
from communities.models import LegacyIssue
from communities.transfers import workflow
from communities.transfers.guards import refuse_gone
from puyang_property.core import clock, history
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

CLOCK = "legacy_issue"


@transaction.atomic
def leave_issue(transfer, *, by, kind, text, responsible, due_on=None, now=None):
    """Write down what was left behind and which office puts it right, on the clock where dated."""
    actor = permitted(by, workflow.CARRY, lock_under(transfer))
    refuse_gone(transfer)
    issue = LegacyIssue(
        transfer=transfer, kind=kind, text=text.strip(), responsible=responsible, due_on=due_on
    )
    issue.full_clean()
    issue.save()
    changes = {"issue": issue.pk, "kind": kind, "responsible": responsible.pk, "due_on": due_on}
    history.record(transfer, "issue_recorded", by=actor, now=now, changes=changes)
    if due_on:
        names = {"name_zh": "遗留问题整改", "name_en": "Put the legacy issue right"}
        clock.start_on(issue, CLOCK, due_on, post=responsible, now=now, **names)
    return issue


@transaction.atomic
def resolve_issue(issue, *, by, note="", now=None):
    """Record that it was put right."""
    transfer = issue.transfer
    actor = permitted(by, workflow.CARRY, lock_under(transfer))
    lock(issue)
    if issue.resolved_at:
        raise Refused(_("This was put right already."))
    issue.resolved_at, issue.resolved_by = now or timezone.now(), actor.user
    issue.save(update_fields=["resolved_at", "resolved_by"])
    changes = {"issue": issue.pk}
    history.record(transfer, "issue_resolved", by=actor, note=note, now=now, changes=changes)
    clock.meet(issue, CLOCK, now=now)
    return issue
