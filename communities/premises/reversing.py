"""Undo what one imported row did to premises and owners."""

from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Building, Entrance, Owner, Ownership, Unit
from communities.premises import actions, owning
from communities.premises.choices import Mistake
from puyang_property.core.models.imports import Outcome


def undo(row, job, *, by):
    """Take back the ownership, erase its new owner, then take back the unit or what was filled in.

    A building or entrance that the row brought ends when nothing stands in it any more.
    """
    before = row.before or {}
    today = timezone.localdate()
    unit = Unit.objects.select_related("building", "entrance", "community").get(pk=row.subject_id)
    if "ownership" in before:
        ownership = Ownership.objects.get(pk=before["ownership"])
        owning.withdraw_ownership(ownership, by=by, mistake=Mistake.UNDONE)
    if "owner" in before:
        owning.take_back_owner(Owner.objects.get(pk=before["owner"]), by=by)
    reason = _("The import was undone.")
    if row.outcome == Outcome.CREATED:
        actions.end_unit(unit, by=by, on=today, note=reason)
    elif before.get("facts"):
        actions.change_unit(unit, by=by, **before["facts"])
    if "entrance" in before:
        entrance = Entrance.objects.get(pk=before["entrance"])
        if entrance.ended_on is None and not actions.is_used(entrance):
            actions.end_entrance(entrance, by=by, on=today, note=reason)
    if "building" in before:
        building = Building.objects.get(pk=before["building"])
        if not (building.units.standing().exists() or building.facilities.standing().exists()):
            actions.end_building(building, by=by, on=today, note=reason)
