"""Numbers of buildings, entrances, units as keys: what to compare and how to sort. Pure Python."""

import re
import unicodedata

from puyang_property.core.search import squeeze

BUILDING_ENDINGS = ("号楼", "栋", "幢", "座", "楼", "号")
ENTRANCE_ENDINGS = ("单元", "门")
UNIT_ENDINGS = ("室", "号", "户", "房")
DIGITS = re.compile(r"\d+")
PAD = 6
START = "|"  # of an address, so that 13-1-301 is not found by 3-1-301
NO_FLOOR, GROUND = "zzzz", 500
CHINESE = {char: number for number, char in enumerate("一二三四五六七八九", start=1)}


def building_key(text):
    """Return what two spellings of a building's number share: 3号楼, ３栋, 三号楼 → 3."""
    return _key(text, BUILDING_ENDINGS)


def entrance_key(text):
    """Return what two spellings of an entrance's number share: 二单元, 2 → 2."""
    return _key(text, ENTRANCE_ENDINGS)


def unit_key(text):
    """Return what two spellings of a room number share: 0301室 → 301."""
    return _key(text, UNIT_ENDINGS)


def sort_key(key):
    """Return a key that sorts 2 before 10: each run of digits has the same length."""
    return DIGITS.sub(lambda found: found[0].zfill(PAD), key)[:60]


def floor_key(floor):
    """Return a key that sorts cellars first and unknown floors last."""
    return NO_FLOOR if floor is None else f"{floor + GROUND:04d}"


def place_key(building, entrance, floor, unit):
    """Return the one key by which the units of a compound stand in order, from four keys."""
    return " ".join((sort_key(building), sort_key(entrance), floor_key(floor), sort_key(unit)))


def search_text(building, entrance, unit, *more):
    """Return what a unit is found by: |3-1-301, |3号楼1单元301, and `more` words."""
    short = "-".join(filter(None, (building, entrance, unit)))
    spoken = f"{building}号楼{entrance and entrance + '单元'}{unit}"
    squeezed = filter(None, map(squeeze, more))
    return " ".join(dict.fromkeys((START + short, START + spoken, *squeezed)))[:300]


def needle(word):
    """Return what to look for in the search text: an address from its start, else any part."""
    plain = unicodedata.normalize("NFKC", word).lower()
    if "-" in plain:
        return START + "-".join(unit_key(part) for part in plain.split("-") if squeeze(part))
    bare = squeeze(word)
    return START + bare if "号楼" in bare else bare


def _key(text, endings):
    plain = squeeze(text) or str(text).strip().lower()
    for ending in endings:
        stem = plain.removesuffix(ending)
        if stem != plain and stem:
            plain = stem
            break
    plain = _counted(plain) if plain and all(c in "一二三四五六七八九十" for c in plain) else plain
    return DIGITS.sub(lambda found: found[0].lstrip("0") or "0", plain)[:30]


def _counted(chinese):
    """Return the digits of a Chinese number below one hundred: 二十一 → 21."""
    tens, has_ten, ones = chinese.partition("十")
    if not has_ten:
        return "".join(str(CHINESE[char]) for char in chinese)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return chinese
    return str(CHINESE.get(tens, 1) * 10 + CHINESE.get(ones, 0))
