"""Names of places as keys: what to call a street for short, how to sort and find it by pinyin."""

import re
from functools import cache, lru_cache
from importlib import import_module

# Readings of Puyang's own names that the general dictionary gets wrong.
PHRASES = {
    "南乐": [["nán"], ["lè"]],
    "长庆": [["cháng"], ["qìng"]],
    "长玉": [["cháng"], ["yù"]],
    "重华": [["chóng"], ["huá"]],
}
SINGLE = {ord("翟"): "zhái"}
COMMITTEE_ENDINGS = ("社区居民委员会", "村民委员会", "居民委员会", "村委会", "居委会")
STREET_ENDINGS = ("街道办事处", "街道", "镇", "乡")


@lru_cache(4096)
def pinyin(name):
    """Return the name in pinyin without blanks and tones, the key to sort and search by."""
    return _letters("".join(_readings().lazy_pinyin(name)))


@lru_cache(4096)
def initials(name):
    """Return the first letter of each syllable."""
    readings = _readings()
    return _letters("".join(readings.lazy_pinyin(name, style=readings.Style.FIRST_LETTER)))


def short_name(name):
    """Return what people call a community: 京东社区居民委员会 → 京东社区."""
    for ending in COMMITTEE_ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            stem = name.removesuffix(ending)
            return stem + _generic(ending, stem)
    return name


def segment(name):
    """Return the piece of a key that stands for a name: 中原路街道 → zhongyuanlu."""
    stem = short_name(name)
    for ending in (*STREET_ENDINGS, "社区", "村"):
        if stem.endswith(ending) and len(stem.removesuffix(ending)) > 1:
            return pinyin(stem.removesuffix(ending))
    return pinyin(stem)


@cache
def _readings():
    """Return the dictionary: 50 MB and half a second, so who never asks does not read it."""
    pypinyin = import_module("pypinyin")
    pypinyin.load_phrases_dict(PHRASES)
    pypinyin.load_single_dict(SINGLE)
    return pypinyin


def _generic(ending, stem):
    if ending.startswith("社区"):
        return "社区"
    if ending.startswith("村") and not stem.endswith("村"):
        return "村"
    return ""


def _letters(text):
    return re.sub(r"[^a-z0-9]", "", text.lower())
