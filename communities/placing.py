"""From the words of a register to an area: only what the words say, never a guess."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.choices import Level
from accounts.models import Area
from accounts.names import short_name
from puyang_property.core.search import squeeze

ENDINGS = {
    Level.DISTRICT: ("区", "县", "市"),
    Level.STREET: ("街道办事处", "街道办", "街道", "办事处", "镇", "乡"),
    Level.COMMUNITY: (
        "社区居民委员会",
        "社区居委会",
        "社区",
        "居委会",
        "村民委员会",
        "村委会",
        "村",
    ),
}
ZONE_WORDS = ("开发区", "示范区", "工业园区", "园区", "高新区", "新区")


class Places:
    """The areas of one import: everything inside `under`, and the districts beside it."""

    def __init__(self, under):
        """Read the districts; streets and communities only when a row names one."""
        self.under = under
        self.districts = list(Area.objects.filter(level=Level.DISTRICT))
        self.city = squeeze(getattr(Area.objects.filter(parent=None).first(), "name", ""))
        self._children = {}

    def resolve(self, *, district="", street="", community="", address=""):
        """Return (area, notes). Raise ValidationError when the words lie outside `under`."""
        notes = []
        area = self._district(district, notes) if district else self._from_address(address, notes)
        area = self._inside(area)
        for level, words in ((Level.STREET, street), (Level.COMMUNITY, community)):
            if not words:
                continue
            found = self._named(area, level, words)
            if found is None:
                notes.append(
                    _("No place called “%(name)s” in %(area)s: not yet placed there.")
                    % {"name": words, "area": area}
                )
            else:
                area = found
        return area, notes

    def _inside(self, area):
        """Return the deeper of `area` and the import's own place; refuse what lies elsewhere."""
        if area is None or self.under.path.startswith(area.path):
            return self.under
        if not area.path.startswith(self.under.path):
            raise ValidationError(
                _("The row names %(area)s, which lies outside %(under)s.")
                % {"area": area, "under": self.under}
            )
        return area

    def _district(self, words, notes):
        found = self.mentioned(words)
        if len(found) == 1:
            return found[0]
        if found:
            names = "、".join(map(str, found))
            notes.append(
                _("“%(words)s” names %(names)s: not yet placed.") % {"words": words, "names": names}
            )
        elif squeeze(words) not in {self.city, self.city.removesuffix("市")}:
            notes.append(_("No district is called “%(words)s”: not yet placed.") % {"words": words})
        return None

    def _from_address(self, address, notes):
        """Return the district with which the address begins, or None."""
        first = re.match(r"^(\w{2,6})[-—]", address)
        plain = squeeze(address).removeprefix(self.city)
        if first:
            found = self.mentioned(first[1])
        else:
            found = [d for d in self.districts if plain.startswith(squeeze(d.name))]
        if len(found) != 1:
            return None
        notes.append(_("District read from the address: %(area)s.") % {"area": found[0]})
        return found[0]

    def mentioned(self, words):
        """Return the districts that `words` name, by full or short name or as a zone."""
        plain = squeeze(words)
        found = [d for d in self.districts if squeeze(d.name) in plain]
        rest = plain
        for district in found:
            rest = rest.replace(squeeze(district.name), "")
        found += [d for d in self.districts if d not in found and self._short(d) in rest]
        return found or self._zones(plain)

    def _short(self, district):
        """Return what people call a district; a name that is also the city's says nothing."""
        short = _stem(district.name, Level.DISTRICT)
        return short if len(short) > 1 and short not in self.city else squeeze(district.name)

    def _zones(self, plain):
        if not plain.endswith(ZONE_WORDS):
            return []
        return [d for d in self.districts if squeeze(d.name).endswith(plain)]

    def _named(self, area, level, words):
        """Return the one area of `level` under `area` that is called `words`, or None."""
        key = (area.path, level)
        if key not in self._children:
            by_name = {}
            for child in Area.objects.within(area).filter(level=level):
                for name in {_stem(child.name, level), squeeze(child.name)}:
                    by_name.setdefault(name, []).append(child)
            self._children[key] = by_name
        found = self._children[key].get(squeeze(words)) or self._children[key].get(
            _stem(words, level), []
        )
        return found[0] if len(found) == 1 else None


def _stem(name, level):
    plain = squeeze(short_name(name))
    for ending in ENDINGS[level]:
        if plain.endswith(ending) and len(plain) > len(ending) + 1:
            return plain.removesuffix(ending)
    return plain
