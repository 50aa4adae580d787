"""The poster of a compound: a short address that never changes, and its QR code."""

from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from communities.models import Community, ServiceContract
from communities.publication.calling import whom_to_call_at
from communities.publication.choices import ContactKind

CALLS = 5  # lines that the page has room for
FIRST = (  # what somebody in front of a poster needs most
    *(ContactKind.REPAIR, ContactKind.LIFT_RESCUE, ContactKind.PROPERTY_MANAGER),
    *(ContactKind.RESIDENTS_COMMITTEE, ContactKind.STREET_OFFICE, ContactKind.GRID_WORKER),
)


@dataclass(frozen=True)
class Poster:
    """What stands on the page of one compound."""

    community: Community
    contract: ServiceContract | None
    calls: tuple

    @property
    def address(self):
        """Return the address that the QR code holds."""
        return address_of(self.community.public_code)

    @property
    def typed(self):
        """Return the address as somebody types it."""
        return self.address.partition("://")[2].rstrip("/")

    @property
    def qr(self):
        """Return the QR code as SVG."""
        return qr_of(self.address)


def address_of(code):
    """Return the short public address of a compound's code, by the setting, never by a header."""
    path = reverse("communities:short", args=[code])
    return f"{settings.PORTAL_PUBLIC_URL.rstrip('/')}{path}"


def qr_of(text) -> SafeString:
    """Return `text` as a QR code: SVG that grows with its box; a quarter may be torn or dirty."""
    code = segno.make_qr(text, error="q", boost_error=False)
    drawn = code.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(drawn)  # drawn from modules: it holds no text


def posters_of(communities):
    """Return the posters of `communities`, by two queries for all."""
    running = ServiceContract.objects.in_force().filter(community__in=communities)
    contracts = {c.community_id: c for c in running.select_related("company").order_by("id")}
    calls = whom_to_call_at(communities)
    return [Poster(row, contracts.get(row.pk), _shown(calls[row.pk])) for row in communities]


def _shown(contacts):
    rank = {kind: place for place, kind in enumerate(FIRST)}
    return tuple(sorted(contacts, key=lambda row: rank.get(row.kind, len(FIRST)))[:CALLS])
