"""Premises follow their compound: into another entry, and across a change of boundary."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from communities.models import Building, CommonFacility, Owner, Unit
from puyang_property.core import clock, history
from puyang_property.core.models import Deadline
from puyang_property.core.refusals import Refused


def follow_merged_community(source, into, *, by, now=None):
    """Move buildings, units, facilities, owners of `source` to `into`; one number, one building."""
    taken = set(into.building_rows.standing().values_list("number_key", flat=True))
    twice = [b for b in source.building_rows.standing() if b.number_key in taken]
    if twice:
        names = "、".join(str(building) for building in twice[:5])
        raise Refused(
            _("Both compounds have: %(names)s. End or renumber these buildings first.")
            % {"names": names}
        )
    for building in Building.objects.filter(community=source):
        building.community = into
        building.save(update_fields=["community", "changed_at"])
        history.record(building, "moved", by=by, now=now, changes={"community": into.pk})
    for model in (Unit, CommonFacility, Owner):
        model.objects.filter(community=source).update(community=into)
    _follow(CommonFacility.objects.filter(community=into))


def follow_moved_areas(now=None):
    """Give the open clocks of facilities the path that their compound has today."""
    return _follow(CommonFacility.objects.all())


def follow_moved_area(area, old_path, *, by):
    """Let the clocks follow at once, in the transaction of the change."""
    follow_moved_areas()


def _follow(facilities):
    """Move the clocks of those `facilities` whose deadlines lie elsewhere; return how many."""
    kind = ContentType.objects.get_for_model(CommonFacility)
    lying = Deadline.objects.open().filter(subject_type=kind)
    stale = facilities.filter(pk__in=lying.values("subject_id")).select_related("community")
    paths = dict(lying.values_list("subject_id", "area_path"))
    moved = [one for one in stale if paths[one.pk] != one.area_path]
    for facility in moved:
        clock.reassign(facility, area_path=facility.area_path)
    return len(moved)
