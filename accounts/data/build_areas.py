"""Write areas.csv from the two official lists: python -m accounts.data.build_areas FOLDER.

FOLDER holds puyang_divisions.csv (NBS, edition 2023), puyang_divisions_mca_2025.csv (Ministry of
Civil Affairs, 2025-12-31) and the crosswalk of both. The portal itself only reads the result.
Every place stands under the authority that manages it; an official code decides nothing but
where the statistical list files a row.
"""

import csv
import sys
from collections import defaultdict
from pathlib import Path

from accounts import names

FIELDS = ["key", "parent", "level", "kind", "name", "pinyin", "initials"]
FIELDS += ["nbs_code", "nbs_name", "mca_code", "mca_name"]
CITY = "4109"
DISTRICTS = {  # six digits of the statistical list → key, kind
    "410902": ("hualong", "district"),
    "410922": ("qingfeng", "county"),
    "410923": ("nanle", "county"),
    "410926": ("fanxian", "county"),
    "410927": ("taiqian", "county"),
    "410928": ("puyangxian", "county"),
    "410971": ("gongyeyuanqu", "zone"),
    "410972": ("jingkaiqu", "zone"),
}
DEMONSTRATION_ZONE = ("shifanqu", "濮阳市城乡一体化示范区")  # in neither list
KINDS_BY_ENDING = {"街道": "street", "镇": "town", "乡": "township"}
KINDS_BY_DIGIT = {"0": "residents_committee", "1": "residents_committee"}
KINDS_BY_DIGIT |= {"2": "village_committee", "3": "village_committee", "4": "similar_unit"}
KIND_WORDS = {"street": "jiedao", "town": "zhen", "township": "xiang", "similar_unit": "lei"}
KIND_WORDS |= {"residents_committee": "shequ", "village_committee": "cun"}


def build(folder):
    """Return the rows of areas.csv, parents before children."""
    folder = Path(folder)
    nbs = _read(folder / "puyang_divisions.csv")
    mca = {row["code"]: row for row in _read(folder / "puyang_divisions_mca_2025.csv")}
    pairs = _read(folder / "puyang_street_crosswalk_mca2025_nbs2023.csv")
    mca_of = {row["nbs_code"]: mca[row["mca_code"]] for row in pairs}
    rows = [_city(nbs[0], mca[CITY])]
    rows += [_district(row, mca) for row in nbs if row["level"] == "county"]
    rows.append(_row(DEMONSTRATION_ZONE[0], "puyang", "district", "zone", DEMONSTRATION_ZONE[1]))
    streets = [row for row in nbs if row["level"] == "street"]
    rows += (placed := _streets(streets, mca_of))
    keys = {row["nbs_code"]: row["key"] for row in placed}
    rows += _communities([row for row in nbs if row["level"] == "community"], keys)
    return rows


def _city(nbs, mca):
    return _row("puyang", "", "city", "city", nbs["name"], nbs, mca)


def _district(nbs, mca):
    key, kind = DISTRICTS[nbs["code"][:6]]
    return _row(key, "puyang", "district", kind, nbs["name"], nbs, mca.get(nbs["code"][:6]))


def _streets(streets, mca_of):
    """Take the newer, administrative name; the statistical one stays with its code."""
    rows = []
    for nbs in streets:
        mca = mca_of[nbs["code"][:9]]
        name = mca["name"]
        kind = next(kind for ending, kind in KINDS_BY_ENDING.items() if name.endswith(ending))
        parent = DISTRICTS[nbs["code"][:6]][0]
        rows.append(_row(f"{parent}-{names.segment(name)}", parent, "street", kind, name, nbs, mca))
    return _unique(rows)


def _communities(communities, street_keys):
    rows = []
    for nbs in communities:
        parent = street_keys[nbs["parent_code"]]
        kind = KINDS_BY_DIGIT[nbs["code"][9]]
        key = f"{parent}-{names.segment(nbs['name'])}"
        rows.append(_row(key, parent, "community", kind, nbs["name"], nbs))
    return _unique(rows)


def _unique(rows):
    """Tell homophones under one parent apart by kind, else by their order in the list."""
    groups = defaultdict(list)
    for row in rows:
        groups[row["key"]].append(row)
    for key, group in groups.items():
        kinds = {row["kind"] for row in group}
        for number, row in enumerate(group, start=1):
            if len(group) > 1 and len(kinds) == len(group):
                row["key"] = key + KIND_WORDS[row["kind"]]
            elif number > 1:
                row["key"] = f"{key}{number}"
    return rows


def _row(key, parent, level, kind, name, nbs=None, mca=None):
    return {
        "key": key,
        "parent": parent,
        "level": level,
        "kind": kind,
        "name": name,
        "pinyin": names.pinyin(names.short_name(name)),
        "initials": names.initials(names.short_name(name)),
        "nbs_code": nbs["code"] if nbs else "",
        "nbs_name": nbs["name"] if nbs else "",
        "mca_code": mca["code"] if mca else "",
        "mca_name": mca["name"] if mca else "",
    }


def _read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main(folder):
    """Write areas.csv beside this module."""
    target = Path(__file__).with_name("areas.csv")
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(build(folder))


if __name__ == "__main__":
    main(sys.argv[1])
