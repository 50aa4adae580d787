"""Read the cells of a board of transfers; what is not understood is left out with a note."""

from decimal import Decimal
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.transfers import sheet
from communities.transfers.choices import Enterprise, Filing, Mode, State
from puyang_property.core.importer import cells
from puyang_property.core.search import squeeze

NOT_OPENED = frozenset(
    map(squeeze, ("未启动", "未开展", "未开始", "未办理", "不涉及", "not opened"))
)
MOST = {"text": 200, "count": 1_000_000, "yuan": Decimal("999999999999.99")}
CENT = Decimal("0.01")
OFTEN = {  # how offices write what the portal words otherwise
    State.IDENTIFIED: ("已识别", "已列入计划", "待摸底"),
    State.SURVEYED: ("已调查", "摸底完成", "调查完成"),
    State.INTENT_SIGNED: ("意向协议", "已签框架协议", "框架协议", "已签意向协议"),
    State.AGREEMENT_SIGNED: ("协议已签", "签订协议", "已签订协议", "已签正式协议", "正式协议"),
    State.FUNCTION_TRANSFERRED: ("管理职能已移交", "职能移交", "已接管"),
    State.ASSETS_TRANSFERRED: ("资产移交", "已移交资产"),
    State.REBUILDING: ("正在改造", "施工中"),
    State.ACCEPTED: ("已验收", "验收合格", "改造完成"),
    State.SETTLED: ("已结算", "清算完成"),
    State.CLOSED: ("已完成", "办结", "完成"),
    State.SUSPENDED: ("暂停", "中止"),
    State.CANCELLED: ("取消", "终止"),
    Enterprise.CENTRAL: ("央企", "中央"),
    Enterprise.CENTRAL_BANKRUPT: ("破产央企", "政策性破产"),
    Enterprise.LOCAL: ("地方国企", "地方企业", "地方"),
    Filing.SASAC: ("国资委", "国资监管机构", "国有资产监督管理委员会"),
    Filing.FINANCE: ("财政局", "财政"),
    Mode.TRANSFER_FIRST: ("先移交", "先移交后改造"),
    Mode.REBUILD_FIRST: ("先改造", "先改造后移交"),
}
YES = frozenset(("是", "合格", "达到", "达标", "yes", "y", "1", "true"))
TICK = "√"


def is_not_opened(value):
    """Tell whether a cell of states says that nothing was begun."""
    return squeeze(cells.text(value)) in NOT_OPENED


def is_yes(value):
    """Tell whether a cell affirms."""
    return squeeze(value) in YES or str(value or "").strip() == TICK


def read(field, value, notes, where):
    """Return the fact in a cell, None when it is empty or not understood (then with a note)."""
    plain = cells.text(value)
    if field.reads == sheet.COUNT and str(value).strip() in {"0", "0.0"}:
        return 0
    if not plain:
        return None
    found = _choice(field, plain) if field.choices else READERS[field.reads](value)
    if found is None:
        notes.append(
            _("“%(column)s”: “%(value)s” is not understood; left out.")
            % {"column": where, "value": plain[:80]}
        )
    return found


def state(value, where):
    """Return the state in a cell, None for an empty one; refuse a word that is none."""
    plain = cells.text(value)
    if not plain:
        return None
    found = _choice(sheet.STATE, plain)
    if found is None:
        raise ValidationError(
            _("“%(column)s”: “%(value)s” is no state of a transfer.")
            % {"column": where, "value": plain[:80]}
        )
    return found


def one_line(value):
    """Return a text as one line, its signs as they were typed."""
    return " ".join(cells.prose(value).split())[: MOST["text"]]


def _count(value):
    found = cells.whole(value, ("户", "块", "个"))
    return found if found is not None and found <= MOST["count"] else None


def _yuan(value):
    amount, unit = cells.number(value)
    if amount is None or amount < 0 or (unit and not unit.startswith("元")):
        return None
    return amount.quantize(CENT) if amount <= MOST["yuan"] else None


READERS = {
    sheet.TEXT: one_line,
    sheet.COUNT: _count,
    sheet.YUAN: _yuan,
    sheet.DAY: cells.day,
}


def _choice(field, plain):
    return _words_of(field.choices).get(squeeze(plain))


@lru_cache
def _words_of(choices):
    """Return what a cell may say for each member of a closed list, in both languages."""
    found = {}
    for member in choices:
        for language in sheet.LANGUAGES:
            with override(language):
                found[squeeze(member.label)] = member
        found |= {squeeze(word): member for word in (member.value, *OFTEN.get(member, ()))}
    return found
