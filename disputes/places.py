"""Where something happened, as a clerk finds it: a compound, else an area, of one's own."""

from dataclasses import dataclass

from accounts.choices import Level
from accounts.models import Area
from communities import search
from communities.models import Community

FILE = "disputes.file_dispute"
MOST = 8
COMPOUND, AREA = "c", "a"


@dataclass(frozen=True)
class Spot:
    """One place that a complaint can be filed at."""

    area: Area
    community: Community | None = None

    @property
    def value(self):
        """Return what a form sends for this place."""
        return f"{COMPOUND}{self.community.pk}" if self.community else f"{AREA}{self.area.pk}"

    @property
    def label(self):
        """Return the name, with the area that a compound lies in."""
        return f"{self.community.name} · {self.area.name}" if self.community else self.area.name


def find(words, user):
    """Return up to eight Spots for `words` where `user` may file: compounds first, then areas."""
    words = words.replace("\0", "").strip()  # not through a field of a form, which would refuse it
    if not words:
        return []
    compounds = Community.objects.current().visible_to(user, FILE)
    found = [Spot(c.area, c) for c in search.find(words, limit=MOST, among=compounds)]
    areas = Area.objects.visible_to(user, FILE).filter(valid_to=None)
    below = areas.filter(level__in=[Level.STREET, Level.COMMUNITY]).search(words)
    return [*found, *(Spot(area) for area in below.order_by("path")[: MOST - len(found)])]


def by_value(value, user):
    """Return the Spot that a form sent, or None where it is none or not the user's."""
    kind, pk = value[:1], value[1:]
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    if kind == COMPOUND:
        rows = Community.objects.current().visible_to(user, FILE).select_related("area")
        found = rows.filter(pk=int(pk)).first()
        return Spot(found.area, found) if found else None
    if kind == AREA:
        found = Area.objects.visible_to(user, FILE).filter(pk=int(pk)).first()
        return Spot(found) if found else None
    return None
