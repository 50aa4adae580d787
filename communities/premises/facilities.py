"""The verbs on common facilities, with the clocks of their checks: the only writers."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions import require
from communities.locking import lock_under
from communities.models import CommonFacility
from communities.premises import deadlines
from communities.premises.actions import KEEP, lock_current, reason, refuse_ended
from communities.premises.choices import FacilityKind
from communities.premises.describing import describe_facility
from puyang_property.core import clock, files, history, periods, rulebook
from puyang_property.core.calendar import current_calendar
from puyang_property.core.refusals import Refused

FACTS = (
    *("kind", "name", "building", "entrance", "place", "condition", "maintainer"),
    *("area", "committee_area", "checked_on", "next_check_on"),
)
CLOCKS = (deadlines.CHECK, deadlines.LIFT_REQUEST)
PHOTO = "facility"


@transaction.atomic
def add(*, by, community, kind, name, now=None, **facts):
    """Enter a facility of `community` and start the clock of its next check."""
    facility = CommonFacility(community=community, kind=kind, name=name, **facts)
    actor = require(by, KEEP, lock_current(community))
    _save(facility, now)
    changes = {field: getattr(facility, field) for field in FACTS if getattr(facility, field)}
    changes = {"community": community.pk, **_coded(changes)}
    history.record(facility, "created", by=actor, now=now, changes=changes, first=True)
    _set_clocks(facility, now)
    return facility


@transaction.atomic
def change(facility, *, by, now=None, note="", **facts):
    """Change what is known of a facility; a new day of the next check sets its clock anew."""
    actor = require(by, KEEP, lock_under(facility))
    refuse_ended(facility)
    changed = {field: v for field, v in facts.items() if getattr(facility, field) != v}
    for field, value in changed.items():
        setattr(facility, field, value)
    _save(facility, now)
    if changed:
        told = _coded(changed)
        history.record(facility, "changed", by=actor, note=note, now=now, changes=told)
    if changed.keys() & {"next_check_on", "kind"}:
        clock.cancel(facility, *CLOCKS, now=now)
        _set_clocks(facility, now)
    return facility


@transaction.atomic
def check(facility, *, by, on, condition, next_check_on=None, note="", now=None):
    """Record a check: what it found, and by when the next one is due."""
    actor = require(by, KEEP, lock_under(facility))
    refuse_ended(facility)
    if facility.checked_on and on < facility.checked_on:
        raise ValidationError({"on": _("A later check is recorded already.")})
    facility.checked_on, facility.next_check_on = on, next_check_on
    facility.condition = condition
    _save(facility, now)
    changes = {"checked_on": on, "condition": condition, "next_check_on": next_check_on}
    history.record(facility, "facility_checked", by=actor, note=note, now=now, changes=changes)
    for kind in CLOCKS:
        clock.meet(facility, kind, on=on, now=now)
    _set_clocks(facility, now)
    return facility


@transaction.atomic
def ask_inspection(facility, *, by, on, note="", now=None):
    """Record on which day the inspection of a lift was asked for; that is in time or late by it.

    The law wants the request a month before the inspection expires (SV-LIFT, Art. 40); the
    inspector may come later. Raises Refused when no request is awaited.
    """
    actor = require(by, KEEP, lock_under(facility))
    refuse_ended(facility)
    if on > timezone.localdate(now):
        raise ValidationError({"on": _("This day is still to come.")})
    if not clock.meet(facility, deadlines.LIFT_REQUEST, on=on, now=now):
        raise Refused(_("No request for an inspection is awaited here."))
    changes = {"asked_on": on}
    history.record(facility, "inspection_asked", by=actor, note=note, now=now, changes=changes)
    return facility


@transaction.atomic
def end(facility, *, by, on, note, now=None):
    """Let a facility end; its clocks stop."""
    actor = require(by, KEEP, lock_under(facility))
    refuse_ended(facility)
    if on > timezone.localdate(now):
        raise ValidationError({"on": _("This day is still to come.")})
    facility.ended_on = on
    facility.save(update_fields=["ended_on", "changed_at"])
    history.record(
        facility, "ended", by=actor, note=reason(note), now=now, changes={"ended_on": on}
    )
    clock.cancel(facility, now=now)
    return facility


@transaction.atomic
def photograph(facility, *, by, photos, now=None):
    """Keep photos of a facility."""
    actor = require(by, KEEP, lock_under(facility))
    refuse_ended(facility)
    kept = files.store_all(photos, subject=facility, purpose=PHOTO, by=actor, now=now)
    history.record(facility, "photographed", by=actor, now=now, changes={"photos": len(kept)})
    return kept


def _save(facility, now):
    if facility.checked_on and facility.checked_on > timezone.localdate(now):
        raise ValidationError({"checked_on": _("This day is still to come.")})
    describe_facility(facility)
    facility.full_clean()
    facility.save()


def _coded(changes):
    """Return what history may keep: ids, codes, days and numbers; of texts that they changed."""
    texts = {"name", "place", "maintainer"}
    return {field: True if field in texts else value for field, value in changes.items()}


def _set_clocks(facility, now):
    """Start the clock of the next check; that of a lift is asked for a month before (SV-LIFT)."""
    until = facility.next_check_on
    if until is None:
        return
    is_lift = facility.kind == FacilityKind.LIFT
    names = deadlines.LIFT_NAMES if is_lift else deadlines.CHECK_NAMES
    clock.start_on(facility, deadlines.CHECK, until, now=now, **names)
    if is_lift:
        rule = rulebook.rule(deadlines.LIFT_RULE)
        ask_by = periods.before(until, rule, current_calendar())
        clock.start_on(
            facility, deadlines.LIFT_REQUEST, ask_by, rule_code=deadlines.LIFT_RULE, now=now
        )
