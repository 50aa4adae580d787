"""Premises follow their compound into another entry."""

from django.utils.translation import gettext as _

from communities.following import follow_clocks
from communities.models import Building, CommonFacility, Owner, Unit
from puyang_property.core import history
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
    told = {"community": into.pk}
    for building in Building.objects.filter(community=source):
        building.community = into
        building.save(update_fields=["community", "changed_at"])
        history.record(building, "moved", by=by, now=now, changes=told)
    for model in (Unit, CommonFacility, Owner):
        moved = list(model.objects.filter(community=source).values_list("pk", flat=True))
        rows = model.objects.filter(pk__in=moved)
        rows.update(community=into)
        history.record_each(rows, "moved", by=by, now=now, changes=told)
    follow_clocks([into.pk])
