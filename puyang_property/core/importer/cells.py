"""Read cells as offices fill them: full-width digits, units inside numbers, placeholders."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

PLACEHOLDER_WORDS = """
不详 未知 未填 待定 待补充 暂无 无数据 无资料 无信息 没有 空 输入开发商名称 请输入
#n/a #ref! #value! #div/0! #name? #null! #num!
null none nan n/a na 0 0.0 0.00 0000 -1 - -- — / \\ . 。 ? *
"""
PLACEHOLDERS = frozenset(PLACEHOLDER_WORDS.split())
ROUGHLY = re.compile(r"^(大?约|近|共|总|有|计)+")
AREA_UNITS = {
    "平方公里": Decimal(1_000_000),  # before 平方
    **dict.fromkeys(("平方米", "平米", "平方", "m"), Decimal(1)),
    "亩": Decimal("666.6667"),
    "公顷": Decimal(10_000),
}
TENS = {"千": Decimal(1000), "万": Decimal(10000), "亿": Decimal(100000000)}
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
LONGEST_NUMBER = 20  # characters; longer ones are no measure of anything
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(7306, 73051)  # 1920 to 2099


def text(value):
    """Return a cell as one line of text in half width; placeholders and blanks become ''."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date().isoformat() if value.time() == datetime.min.time() else value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _line(str(value))


@lru_cache(4096)  # a cell is asked several times, and a column says the same again and again
def _line(words):
    plain = unicodedata.normalize("NFKC", words).replace("\ufeff", "").replace("\x00", "")
    plain = re.sub(r"\s+", " ", plain).strip()
    return "" if is_placeholder(plain) else plain


def prose(value):
    """Return a cell of several lines as it is, without characters that cannot be stored."""
    return "" if value is None else str(value).replace("\x00", "").replace("\ufeff", "").strip()


def is_placeholder(plain):
    """Tell whether the text only says that nothing is known."""
    bare = re.sub(r"\s|[,，;；]", "", plain).lower()
    return bare in PLACEHOLDERS or bare.startswith(("暂无", "不详"))


def number(value):
    """Return (Decimal, unit): the one number in a cell and the words behind it.

    `约23万m2` is (230000, "m2"). Several numbers, none, or other words before it: (None, the text).
    """
    plain = _without_unit_digits(text(value))
    found = NUMBER.findall(plain)
    if len(found) != 1:
        return None, plain
    before, _same, after = plain.partition(found[0])
    if ROUGHLY.sub("", before.strip()):
        return None, plain
    if len(found[0]) > LONGEST_NUMBER:
        return None, plain
    amount = Decimal(found[0].replace(",", ""))
    after = after.strip()
    for sign, factor in TENS.items():
        if after.startswith(sign):
            return amount * factor, after[1:].strip()
    return amount, after


def square_metres(value):
    """Return the Decimal of an area in m², 亩 or 公顷, or None; zero and below are nothing."""
    amount, unit = number(value)
    factor = next((f for start, f in AREA_UNITS.items() if unit.startswith(start)), None)
    factor = Decimal(1) if not unit else factor
    if amount is None or amount <= 0 or factor is None:
        return None
    return (amount * factor).quantize(Decimal("0.01"))


def whole(value, units=()):
    """Return the int of a count such as `约1147 户`, or None; its unit must be one of `units`."""
    amount, unit = number(value)
    if amount is None or amount <= 0 or amount != amount.to_integral_value():
        return None
    return int(amount) if not unit or unit.startswith(tuple(units)) else None


def share(value):
    """Return the Decimal of a percentage such as `40%(高)`, or None; zero is nothing."""
    amount, unit = number(value)
    if amount is None or not 0 < amount <= 100 or (unit and not unit.startswith("%")):
        return None
    return amount


def day(value):
    """Return the date in a cell: a date, an Excel serial or text; None when there is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    plain = text(value)
    if re.fullmatch(r"\d{4,5}(\.\d+)?", plain) and int(float(plain)) in SERIALS:
        return EXCEL_EPOCH + timedelta(days=int(float(plain)))
    found = re.match(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", plain)
    found = found or re.match(r"^(\d{4})(\d{2})(\d{2})$", plain)
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def year(value):
    """Return the year of four digits in a cell, or None."""
    found = day(value)
    if found:
        return found.year
    years = re.findall(r"(?<!\d)((?:19|20)\d{2})(?!\d)", text(value))
    return int(years[0]) if len(set(years)) == 1 else None


def _without_unit_digits(plain):
    """Take the 2 out of m2 and m², which is no number."""
    return re.sub(r"(?i)(m|㎡|米)\s*2(?!\d)", r"\1", plain)
