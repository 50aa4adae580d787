"""Bring the tree of areas and its official codes to what areas.csv says; running twice is once."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts import names
from accounts.boundaries import lock_tree, move_area
from accounts.choices import CodeSystem, Level
from accounts.models import Area, AreaCode

AREAS_FILE = Path(__file__).parent / "data" / "areas.csv"
EDITIONS = {CodeSystem.NBS: "2023", CodeSystem.MCA: "2025"}
TOLD = ("name", "pinyin", "initials", "level", "kind")


@dataclass
class Loaded:
    """What a load did; `unlisted` are areas of the database that the file does not name."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    moved: int = 0
    codes: int = 0
    unlisted: list = field(default_factory=list)


def read_areas(path=AREAS_FILE, *, keys=None):
    """Return the rows of the file; with `keys` only those places and all above them."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if keys is None:
        return rows
    parents = {row["key"]: row["parent"] for row in rows}
    wanted = set()
    for key in keys:
        while key and key not in wanted:
            wanted.add(key)
            key = parents[key]
    return [row for row in rows if row["key"] in wanted]


@transaction.atomic
def load_areas(rows, *, on=None):
    """Create and change areas and codes as `rows` say, parents first; return a Loaded.

    An area with another parent moves with everything below it, dated `on`. Cases keep the area
    they were filed under. Nothing is deleted. Raises ValueError for a row that fits nowhere.
    """
    lock_tree()
    on = on or timezone.localdate()
    known = {area.key: area for area in Area.objects.all()}
    loaded = Loaded(unlisted=sorted(known.keys() - {row["key"] for row in rows}))
    for level in Level.values:
        _load_level([row for row in rows if row["level"] == level], known, loaded, on)
    _load_codes(rows, known, loaded)
    return loaded


def _load_level(rows, known, loaded, on):
    new, changed = [], []
    for row in rows:
        parent = _parent(row, known)
        area = known.get(row["key"])
        if area is None:
            area = Area(key=row["key"], parent=parent)
            area.path = (parent.path if parent else "") + area.segment + "/"
            new.append(area)
            known[area.key] = area
        else:
            if parent and area.parent_id != parent.pk:
                move_area(area, parent, on=on, known=known)
                loaded.moved += 1
            differs = any(getattr(area, name) != row[name] for name in TOLD)
            changed += [area] if differs else []
            loaded.unchanged += not differs
        for name in TOLD:
            setattr(area, name, row[name])
    Area.objects.bulk_create(new)
    Area.objects.bulk_update(changed, TOLD)
    loaded.created += len(new)
    loaded.changed += len(changed)


def _parent(row, known):
    if not row["parent"]:
        return None
    if row["parent"] not in known:
        raise ValueError(f"{row['key']}: there is no area {row['parent']} to stand under.")
    return known[row["parent"]]


def _load_codes(rows, known, loaded):
    wanted = {
        (system.value, edition, row[f"{system}_code"]): (known[row["key"]], row[f"{system}_name"])
        for row in rows
        for system, edition in EDITIONS.items()
        if row[f"{system}_code"]
    }
    existing = {(c.system, c.edition, c.code): c for c in AreaCode.objects.all()}
    new, changed = [], []
    for key, (area, name) in wanted.items():
        code = existing.get(key)
        if code is None:
            system, edition, digits = key
            new.append(AreaCode(area=area, system=system, edition=edition, code=digits, name=name))
        elif (code.area_id, code.name) != (area.pk, name):
            code.area, code.name = area, name
            changed.append(code)
    AreaCode.objects.bulk_create(new)
    AreaCode.objects.bulk_update(changed, ["area", "name"])
    loaded.codes = len(new) + len(changed)


def describe(name):
    """Return the stored search keys of a name, for areas that are entered by hand."""
    short = names.short_name(name)
    return {"pinyin": names.pinyin(short), "initials": names.initials(short)}
