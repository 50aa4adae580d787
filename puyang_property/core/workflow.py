"""The one way to change a state."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from puyang_property.core import history
from puyang_property.core.actors import Actor, ActorKind
from puyang_property.core.refusals import Forbidden, TransitionNotAllowed

BY_CODE = frozenset({ActorKind.RESIDENT, ActorKind.COMPANY_LINK, ActorKind.OWNER_CODE})


@transaction.atomic
def move(record, transition, *, by, note="", now=None, **changes):
    """Change the state of `record` by `transition`, and write one history row.

    The record is locked into the same object, so the caller never keeps a stale copy.
    `changes` are further fields saved with the state. Returns the Event.
    Raises Forbidden (403) when `by` may not, TransitionNotAllowed (409) when not now.
    """
    now = now or timezone.now()
    actor = require(record, transition, by=by)
    came_from = record.state
    post = actor.post_for(transition.permission, record)  # before the step moves it elsewhere
    target = changes.pop("state", None) or transition.target
    if target is None:
        raise ValueError(f"{transition.slug} needs the state to return to.")
    record.state = target
    for name, value in changes.items():
        setattr(record, name, value)
    fields = ["state", *changes, *(["changed_at"] if hasattr(record, "changed_at") else [])]
    record.save(update_fields=fields)
    return history.record(
        record,
        transition.name,
        by=actor,
        note=note,
        now=now,
        post=post,
        from_state=came_from,
        to_state=target,
        changes=changes,
        is_locked=True,
    )


def require(record, transition, *, by):
    """Lock `record` and return the actor; raise what move() would, before anything changes."""
    actor = Actor.of(by)
    lock(record)
    reason = refusal(record, transition, actor)
    if reason:
        raise reason
    return actor


def lock(record):
    """Lock the row of `record` for this transaction and refresh `record` itself from it."""
    rows = type(record)._base_manager.select_for_update(no_key=True)
    record.refresh_from_db(from_queryset=rows)
    return record


def allowed(record, by):
    """Return the transitions that `by` may do on `record` now, in the table's order.

    Costs no query beyond the actor's posts; records with a `blocks` method may add some.
    """
    actor = Actor.of(by)
    return [t for t in record.workflow.leaving(record.state) if not refusal(record, t, actor)]


def refusal(record, transition, actor):
    """Return the exception that keeps `actor` from `transition` now, or None."""
    if actor.kind not in transition.actors:
        return Forbidden(_("This step is not yours to take."))
    if actor.kind in BY_CODE and not _is_meant(record, actor.subject):
        return Forbidden(_("Your code is for another record."))
    if not actor.has_perm(transition.permission, record):
        return Forbidden(_("Your post does not include this step for this record."))
    if not transition.leaves(record.state):
        return TransitionNotAllowed(
            _("“%(step)s” is not possible now: the record is “%(state)s”. Reload the page.")
            % {"step": transition.label, "state": record.get_state_display()}
        )
    return record.blocks(transition, actor) if hasattr(record, "blocks") else None


def _is_meant(record, subject):
    """Tell whether a code that was issued for `subject` opens `record`."""
    if subject is None:
        return False
    return record.concerns(subject) if hasattr(record, "concerns") else subject == record
