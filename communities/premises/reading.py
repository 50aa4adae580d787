"""Read the cells of a list of units; what is not understood is dropped with a note or refused."""

import re
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from communities.models.ownerships import LARGEST_SHARE
from communities.models.premises import HIGHEST, LOWEST
from communities.premises.choices import AreaSource, OwnerKind, Use
from puyang_property.core import secrecy
from puyang_property.core.importer import cells

USES = {
    Use.DWELLING: ("住宅", "住房", "居住", "成套住宅", "公寓"),
    Use.SHOP: ("商铺", "商业", "门面", "商服", "店铺", "办公", "非住宅"),
    Use.PARKING: ("车位", "车库", "停车位", "停车"),
    Use.STORAGE: ("储藏室", "储藏间", "储物间", "杂物间", "仓库", "地下室"),
}
SOURCES = {
    AreaSource.REGISTER: ("登记", "不动产登记簿", "不动产登记", "产权证", "房产证", "不动产证"),
    AreaSource.SURVEY: ("实测", "测绘", "测绘面积", "实测面积", "测量"),
    AreaSource.CONTRACT: ("合同", "购房合同", "买卖合同", "合同面积", "预测", "预售"),
}
FLOOR = re.compile(r"(?:第)?(-|负|地下|b)?(\d{1,3})(?:层|楼|f)?")
SHARE = re.compile(r"(\d{1,6})/(\d{1,6})")
SEVERAL = re.compile(r"[、,，;；/／]")
ORGANISATIONS = ("公司", "银行", "学校", "医院", "委员会", "合作社", "管理局", "公安局", "中心")
MOST_AREA = 10**8


def numbers(row):
    """Return building, entrance and room number as written; refuse a row without a place."""
    found = {slug: cells.text(row.get(slug)) for slug in ("building", "entrance", "number")}
    wrong = []
    if not found["building"]:
        wrong.append(_("The row names no building."))
    if not found["number"]:
        wrong.append(_("The row names no room number."))
    if any(len(text) > 30 for text in found.values()):
        wrong.append(_("Building, entrance and room number have at most 30 characters each."))
    if wrong:
        raise ValidationError(wrong)
    return found


def floor(value, notes):
    """Return the floor in a cell such as 3, 3层, B1 or 负一; None with a note for anything else."""
    plain = cells.text(value).lower().replace("负一", "-1").replace("地下一", "-1")
    if not plain:
        return None
    found = FLOOR.fullmatch(plain)
    number = int(found[2]) * (-1 if found[1] else 1) if found else None
    if number is None or not LOWEST <= number <= HIGHEST:
        notes.append(_("The floor is no number of a floor: left out."))
        return None
    return number


def use(value, notes):
    """Return what the unit serves as; a dwelling where the row is silent."""
    return _one_of(USES, value) or _unknown(
        value, notes, Use.DWELLING, _("The use is not one of ours: entered as a dwelling.")
    )


def source(value, usual, notes):
    """Return where the area is from; `usual` where the row does not say."""
    return _one_of(SOURCES, value) or _unknown(
        value, notes, usual, _("The source of the area is unknown to us: taken as chosen.")
    )


def area(value, notes):
    """Return the m² of a cell such as 85.6㎡, or None with a note."""
    found = cells.square_metres(value)
    if found is not None and found < MOST_AREA:
        return found
    if cells.text(value):
        notes.append(_("The area cannot be read: left out."))
    return None


def share(value):
    """Return the share in a cell such as 1/2, 50% or 0.5, the whole where it is empty."""
    plain = cells.text(value).replace(" ", "")
    if not plain or plain in {"全部", "单独所有", "独有"}:
        return Fraction(1)
    found = SHARE.fullmatch(plain)
    if found and int(found[2]):
        read = Fraction(int(found[1]), int(found[2]))
    else:
        amount, unit = cells.number(plain)
        if amount is None or unit not in ("", "%"):
            raise ValidationError(_("The share cannot be read: write 1/2 or 50%."))
        read = Fraction(amount) / (100 if unit == "%" else 1)
    if not 0 < read <= 1 or read.denominator > LARGEST_SHARE:
        raise ValidationError(_("A share is greater than nothing and at most the whole."))
    return read


def owner(row, notes):
    """Return who owns the unit and how, {} where the row names nobody; words never name them."""
    name = cells.text(row.get("owner"))
    if not name:
        return {}
    if SEVERAL.search(name):
        raise ValidationError(
            _("Several names in one cell: give each co-owner a row of their own with the share.")
        )
    if len(name) > 100:
        raise ValidationError(_("The name is longer than 100 characters."))
    phone = cells.text(row.get("phone"))
    if phone and not secrecy.phone_digest(phone):
        notes.append(_("The telephone is no telephone number: left out."))
        phone = ""
    is_many = len(name) > 3 and name.endswith(ORGANISATIONS)
    since = cells.day(row.get("since"))
    if since is None and cells.text(row.get("since")):
        notes.append(_("The day since when cannot be read: left out."))
    part = share(row.get("share"))
    return {
        "kind": str(OwnerKind.ORGANISATION if is_many else OwnerKind.PERSON),
        "name": name,
        "phone": secrecy.normalise_phone(phone) if phone else "",
        "numerator": part.numerator,
        "denominator": part.denominator,
        "from_on": since.isoformat() if since else None,
    }


def _one_of(words, value):
    plain = cells.text(value)
    return next(
        (key for key, names in words.items() if plain in {*names, key.value, str(key.label)}), None
    )


def _unknown(value, notes, usual, note):
    if cells.text(value):
        notes.append(note)
    return usual
