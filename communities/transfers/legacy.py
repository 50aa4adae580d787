"""What a utility transfer left behind, and which office puts it right by when."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions import require as permitted
from communities.locking import lock_under
from communities.models import LegacyIssue
from communities.transfers import workflow
from communities.transfers.guards import reason, refuse_gone
from puyang_property.core import clock, history
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

CLOCK = "legacy_issue"
_followers = {}  # in order, each once


def on_withdraw(follow):
    """Register `follow(issue, *, by, now)`: a room above lets go of an issue taken back."""
    _followers[follow] = None


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
    _start(issue, now)
    return issue


@transaction.atomic
def change_issue(issue, *, by, kind, text, responsible, due_on=None, now=None):
    """Correct what was written down; another day starts its clock anew, another office gets it."""
    actor = _open(issue, by)
    facts = {"kind": kind, "text": text.strip(), "responsible": responsible, "due_on": due_on}
    changed = sorted(name for name, value in facts.items() if getattr(issue, name) != value)
    if not changed:
        return issue
    for name in changed:
        setattr(issue, name, facts[name])
    issue.full_clean()
    issue.save(update_fields=changed)
    told = {"issue": issue.pk, "fields": changed, "responsible": responsible.pk, "due_on": due_on}
    history.record(issue.transfer, "issue_changed", by=actor, now=now, changes=told)
    if "due_on" in changed:
        clock.cancel(issue, CLOCK, now=now)
        _start(issue, now)
    elif "responsible" in changed:
        clock.reassign(issue, post=responsible)
    return issue


@transaction.atomic
def withdraw_issue(issue, *, by, note, now=None):
    """Take back what was written down by mistake, on another transfer for one, with the reason."""
    actor = _open(issue, by)
    why = reason(note)
    issue.withdrawn_at = now or timezone.now()
    issue.save(update_fields=["withdrawn_at"])
    told = {"issue": issue.pk}
    history.record(issue.transfer, "issue_taken_back", by=actor, note=why, now=now, changes=told)
    clock.cancel(issue, CLOCK, now=now)
    for follow in _followers:
        follow(issue, by=actor, now=now)
    return issue


@transaction.atomic
def resolve_issue(issue, *, by, on=None, note="", now=None):
    """Record that it was put right, on the day `on` (today); in time or late is judged by it."""
    actor = _open(issue, by)
    today = timezone.localdate(now)
    on = on or today
    if on > today:
        raise ValidationError({"on": _("This day is still to come.")})
    issue.resolved_at, issue.resolved_by = now or timezone.now(), actor.user
    issue.save(update_fields=["resolved_at", "resolved_by"])
    changes = {"issue": issue.pk, "on": on}
    history.record(issue.transfer, "issue_resolved", by=actor, note=note, now=now, changes=changes)
    clock.meet(issue, CLOCK, on=on, now=now)
    return issue


def _open(issue, by):
    """Return the actor who may write on an issue that still stands open, locked."""
    actor = permitted(by, workflow.CARRY, lock_under(issue.transfer))
    lock(issue)
    if issue.withdrawn_at:
        raise Refused(_("This entry was taken back."))
    if issue.resolved_at:
        raise Refused(_("This was put right already."))
    return actor


def _start(issue, now):
    if issue.due_on:
        names = {"name_zh": "遗留问题整改", "name_en": "Put the legacy issue right"}
        clock.start_on(issue, CLOCK, issue.due_on, post=issue.responsible, now=now, **names)
