"""Is this row a compound that the register has already? Offers, never decides."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.db import connection
from django.db.models import Q

from communities.models import Community, CommunityAlias
from communities.naming import address_key, name_key
from puyang_property.core import search

NEAR = Decimal("0.002")  # degrees, some 200 metres
ALIKE = 0.5
SPECIFIC = 6  # characters; a shorter address is only a street's name
MOST = 5
NAMED, PLACED = 50, 200  # so many of one name, and at one place, are looked at
FIELDS = (
    *("pk", "name", "name_key", "address_key", "area_path", "source", "source_ref"),
    *("lng", "lat"),
)
NEARBY = """
SELECT DISTINCT c.id, c.name, c.name_key, c.address_key, c.area_path, c.source, c.source_ref,
    c.lng, c.lat
FROM unnest(%(lng)s::numeric[], %(lat)s::numeric[]) AS p(lng, lat)
JOIN communities_community c
    ON c.lng BETWEEN p.lng - %(near)s AND p.lng + %(near)s
    AND c.lat BETWEEN p.lat - %(near)s AND p.lat + %(near)s
WHERE c.merged_into_id IS NULL AND c.withdrawn_at IS NULL
    AND EXISTS (
        SELECT FROM unnest(%(under)s::text[]) AS u(path) WHERE starts_with(c.area_path, u.path)
    )
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """As much of a compound as it takes to compare it."""

    pk: int | None
    name: str
    name_key: str
    address_key: str
    area_path: str
    source: str
    source_ref: str
    lng: Decimal | None
    lat: Decimal | None

    def __str__(self):
        return self.name

    @classmethod
    def of(cls, community):
        """Return the entry of a compound."""
        return cls(*(getattr(community, field) for field in FIELDS))

    @classmethod
    def from_facts(cls, facts, area_path):
        """Return the entry that a row of these `facts` would make."""
        name, source = facts["name"].strip(), facts.get("source", "")
        return cls(
            None,
            name,
            name_key(name),
            address_key(facts.get("address", "").strip()),
            area_path,
            source,
            facts.get("source_ref", ""),
            facts.get("lng"),
            facts.get("lat"),
        )

    @property
    def has_address(self):
        """Tell whether the address says more than a street's name."""
        return len(self.address_key) >= SPECIFIC

    def is_near(self, other):
        """Tell whether both lie within some 200 metres."""
        if self.lng is None or other.lng is None:
            return False
        return abs(self.lng - other.lng) <= NEAR and abs(self.lat - other.lat) <= NEAR


class Surroundings:
    """What the register has that some rows may be: read at once, asked row by row."""

    def __init__(self, rows, under):
        """Read what looks like one of the entries `rows`, inside the area paths `under`."""
        self.under = tuple(under)
        self._shelves = defaultdict(dict)
        self._read_entries(rows)
        self._read_names({row.name_key for row in rows})
        self._read_places(rows)

    def add(self, entry, further_keys=()):
        """Know one more compound, or its newer facts, under its names and `further_keys`."""
        for shelf in shelves(entry, further_keys):
            self._shelves[shelf][entry.pk] = entry

    def known(self, row):
        """Return the entry that came from this very entry of this source, or None."""
        return _first(self._shelves.get(_source(row), {}).values()) if row.source_ref else None

    def is_called_like(self, entry, row):
        """Tell whether `entry` has the name of `row` among its own, present or former."""
        return entry.pk in self._shelves.get(("name", row.name_key), {})

    def twin(self, row):
        """Return the entry of the same source, name, area and address, or None."""
        if not row.address_key:
            return None
        same = (row.source, row.name, row.area_path, row.address_key)
        return _first(
            entry
            for entry in self._named(row)
            if (entry.source, entry.name, entry.area_path, entry.address_key) == same
        )

    def likely(self, row):
        """Return up to five entries that may be `row`, the likeliest first.

        Same name or alias, or a similar name near by or at the same address.
        """
        found = {entry.pk: entry for entry in _oldest(self._named(row), NAMED)}
        for entry in _oldest(self._at_the_place(row), PLACED):
            if resembles(entry.name_key, row.name_key):
                found[entry.pk] = entry
        found.pop(row.pk, None)
        ranked = sorted(found.values(), key=lambda entry: (-alike(entry.name, row.name), entry.pk))
        return tuple(ranked[:MOST])

    def _named(self, row):
        found = self._shelves.get(("name", row.name_key), {}).values()
        return [entry for entry in found if entry.area_path.startswith(self.under)]

    def _at_the_place(self, row):
        found = {}
        if row.has_address:
            found |= self._shelves.get(("address", row.address_key), {})
        for cell in _cells_around(row):
            for pk, entry in self._shelves.get(cell, {}).items():
                if entry.is_near(row):
                    found[pk] = entry
        return [entry for entry in found.values() if entry.area_path.startswith(self.under)]

    # ------------------------------------------------------------ reading
    def _read_entries(self, rows):
        """Read what came from the same entries of the same sources, wherever it lies."""
        named = [row for row in rows if row.source_ref]
        if named:
            sources, refs = {row.source for row in named}, {row.source_ref for row in named}
            self._keep(Community.objects.current().filter(source__in=sources, source_ref__in=refs))

    def _read_names(self, keys):
        self._keep(self._inside().filter(name_key__in=keys))
        aliases = CommunityAlias.objects.filter(name_key__in=keys, dropped_at=None)
        by_pk = defaultdict(set)
        for pk, key in aliases.order_by().values_list("community_id", "name_key"):
            by_pk[pk].add(key)
        if by_pk:
            self._keep(self._inside().filter(pk__in=list(by_pk)), by_pk)

    def _read_places(self, rows):
        addresses = {row.address_key for row in rows if row.has_address}
        if addresses:
            self._keep(self._inside().filter(address_key__in=addresses))
        points = {(row.lng, row.lat) for row in rows if row.lng is not None}
        if points:
            lng, lat = map(list, zip(*sorted(points), strict=True))
            given = {"lng": lng, "lat": lat, "near": NEAR, "under": list(self.under)}
            with connection.cursor() as cursor:
                cursor.execute(NEARBY, given)
                for values in cursor:
                    self.add(Entry(*values))

    def _inside(self):
        inside = Q(pk__in=[])
        for path in self.under:
            inside |= Q(area_path__startswith=path)
        return Community.objects.current().filter(inside)

    def _keep(self, found, by_pk=None):
        for values in found.order_by().values_list(*FIELDS):
            self.add(Entry(*values), by_pk[values[0]] if by_pk else ())


def likely(community, paths):
    """Return up to five compounds inside the area `paths` that may be `community`."""
    row = Entry.of(community)
    found = [entry.pk for entry in Surroundings([row], paths).likely(row)]
    rows = Community.objects.in_bulk(found)
    return tuple(rows[pk] for pk in found)


def shelves(entry, further_keys=()):
    """Return where `entry` is found again: under its names, its address, its place, its source."""
    yield "name", entry.name_key
    for key in further_keys:
        yield "name", key
    if entry.has_address:
        yield "address", entry.address_key
    if entry.source_ref:
        yield _source(entry)
    if entry.lng is not None:
        yield "cell", *_cell(entry)


def where_to_look(row):
    """Return the shelves on which lies what `row` may be."""
    yield from shelves(row)
    yield from _cells_around(row)


def resembles(left, right):
    """Tell whether two name keys are alike: one in the other, or half of the two-grams agree."""
    shorter, longer = sorted((left, right), key=len)
    return (len(shorter) > 1 and shorter in longer) or alike(left, right) >= ALIKE


def alike(left, right):
    """Return how alike two names are, 0 to 1."""
    return search.dice(_grams(left), _grams(right))


@lru_cache(16_384)
def _grams(name):
    return frozenset(search.bigrams(search.squeeze(name)))


def _source(entry):
    return "source", entry.source, entry.source_ref


def _cell(entry):
    return int(entry.lng // NEAR), int(entry.lat // NEAR)


def _cells_around(row):
    if row.lng is not None:
        x, y = _cell(row)
        yield from (("cell", x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1))


def _first(entries):
    return min(entries, key=lambda entry: entry.pk, default=None)


def _oldest(entries, most):
    return sorted(entries, key=lambda entry: entry.pk)[:most]
