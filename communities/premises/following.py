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
    for building in Building.objects.filter(community=source):
        building.community = into
        building.save(update_fields=["community", "changed_at"])
        history.record(building, "moved", by=by, now=now, changes={"community": into.pk})
    for model in (Unit, CommonFacility, Owner):
        model.objects.filter(community=source).update(community=into)
    follow_clocks([into.pk])
