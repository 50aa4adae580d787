"""The owners' register of a compound as a file, for a reason; the read log names both."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Ownership
from communities.premises.choices import AreaSource, OwnerKind, Use
from communities.premises.filters import OwnershipFilter
from puyang_property.core import exports
from puyang_property.core.exports import Column, label

PERMISSION = "communities.export_owner"


def opened(secret):
    """Return the words of a secret."""
    return secret.open()


COLUMNS = (
    Column("unit__building__number", _("building")),
    Column("unit__entrance__number", pgettext_lazy("building", "entrance")),
    Column("unit__number", _("room number")),
    Column("unit__use", pgettext_lazy("unit", "use"), label(Use)),
    Column("unit__area", _("exclusive area (m²)")),
    Column("unit__area_source", _("source of the area"), label(AreaSource)),
    Column("owner__kind", _("owner is a"), label(OwnerKind)),
    Column("owner__name", pgettext_lazy("owner", "name"), opened),
    Column("owner__phone", _("telephone"), opened),
    Column("owner__credit_code", _("unified social credit code")),
    Column("share_numerator", _("share (numerator)")),
    Column("share_denominator", _("share (denominator)")),
    Column("from_on", _("owner from")),
    Column("is_representative", _("represents the co-owners"), lambda yes: "1" if yes else ""),
)


def held(community, request):
    """Return the current ownerships of `community` that the filter of the list keeps."""
    rows = Ownership.objects.visible_to(request.user, PERMISSION).current()
    rows = rows.filter(unit__community=community, unit__ended_on=None)
    narrowed = OwnershipFilter(request.GET, queryset=rows, request=request)
    return narrowed.qs if narrowed.is_valid() else rows.none()


def send(rows, community, *, kind, reason, request):
    """Stream `rows` of `community` as a file; the log says who, why, how narrowed and where."""
    return exports.WRITERS[kind](
        rows.order_by("unit__place_key", "id"),
        COLUMNS,
        filename=f"owners-{community.public_code}",
        by=request.user,
        request=request,
        reason=reason,
        permission=PERMISSION,
        area_path=community.area_path,
    )
