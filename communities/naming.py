"""Names of compounds and companies as keys: what two spellings of one thing have in common."""

import re
import unicodedata

from puyang_property.core.search import squeeze

GENERIC = ("小区", "社区", "家属院", "家属区", "家属楼", "生活区", "住宅区", "住宅小区")
COMPANY_ENDINGS = (
    *("物业管理有限责任公司", "物业管理有限公司", "物业服务有限责任公司", "物业服务有限公司"),
    *("物业有限责任公司", "物业有限公司", "物业管理公司", "物业服务公司", "物业公司"),
    *("物业管理", "物业服务", "物业"),
)
BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]?$|[(（\[【].*?[)）\]】]")


def name_key(name):
    """Return the name without brackets and generic ending: 盟城小区(濮水花园) → 盟城."""
    plain = squeeze(BRACKETS.sub("", unicodedata.normalize("NFKC", name))) or squeeze(name)
    return _without_ending(plain, GENERIC)


def company_key(name):
    """Return the name of a company without its form and the city: 濮阳市隆达物业有限公司 → 隆达.

    A branch (分公司) keeps its full name: it is not its parent.
    """
    plain = squeeze(name)
    if plain.endswith("分公司"):
        return plain
    return _without_ending(re.sub(r"^(河南省?)?濮阳市?|^河南省?", "", plain), COMPANY_ENDINGS)


def address_key(address):
    """Return the address squeezed, without a leading city or province."""
    plain = squeeze(address)
    return re.sub(r"^(河南省?)?濮阳市", "", plain) or plain


def _without_ending(name, endings):
    for ending in sorted(endings, key=len, reverse=True):
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return name
