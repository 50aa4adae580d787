"""The owners' register of a compound as a file, for a reason; the read log names both."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Ownership
from communities.premises.choices import AreaSource, OwnerKind, Use
from puyang_property.core import exports, secrecy, sheets
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


def send(community, *, kind, reason, by):
    """Send the current ownerships of `community` as a file; the log says who, why and where."""
    held = Ownership.objects.visible_to(by, PERMISSION).current()
    held = held.filter(unit__community=community, unit__ended_on=None)
    rows = list(exports.rows(held.order_by("unit__place_key", "id"), COLUMNS))
    secrecy.log_export(
        [Ownership._meta.label_lower, *(column.lookup for column in COLUMNS)],
        by=by,
        count=len(rows),
        reason=reason,
        area_path=community.area_path,
        permission=PERMISSION,
    )
    header = [str(column.header) for column in COLUMNS]
    content, content_type = sheets.WRITERS[kind]([header, *rows])
    answer = HttpResponse(content, content_type=content_type)
    name = f"owners-{community.public_code}"
    answer.headers["Content-Disposition"] = exports.attachment(name, kind)
    return answer
