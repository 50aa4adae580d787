"""Checks that several verbs share."""

from django.utils.translation import gettext as _

from puyang_property.core.actors import Actor
from puyang_property.core.refusals import Forbidden, Refused
from puyang_property.core.workflow import lock


def permitted(record, permission, by):
    """Return the actor for `by`; raise Forbidden unless a user who holds `permission` on `record`.

    A verb that the workflow's table does not list is for staff: no code and no clock takes it.
    """
    actor = Actor.of(by)
    if actor.user is None or not actor.has_perm(permission, record):
        raise Forbidden(_("Your post does not include this step for this record."))
    return actor


def open_case(dispute):
    """Lock `dispute`; raise Refused when it has ended."""
    lock(dispute)
    if not dispute.is_open:
        raise Refused(
            _("The case is “%(state)s”: nothing can be added. Reopen it first.")
            % {"state": dispute.get_state_display()}
        )
    return dispute
