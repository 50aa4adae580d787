"""The board as a sheet: which facts of each item stand in it, under which headings.

Export and import share these definitions, so that an exported sheet is understood when it comes
back. The headings that offices write for themselves stand here in Chinese.
"""

from dataclasses import dataclass
from functools import cache

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from communities.transfers.choices import Enterprise, Filing, Item, Mode, Receiver, State

ITEM_NAMES = {
    Item.WATER: ("供水", "water", "water supply"),
    Item.POWER: ("供电", "power", "power supply"),
    Item.HEAT_GAS: ("供热（供气）", "供热", "供气", "供热供气", "heat", "heat or gas supply"),
    Item.PROPERTY: ("物业管理", "物业", "property", "property management"),
}
LANGUAGES = ("zh-hans", "en")
TEXT, COUNT, YUAN, DAY = "text", "count", "yuan", "day"


@dataclass(frozen=True)
class Field:
    """One fact of a transfer in the sheet: its name, its label, how a cell is read, other names."""

    name: str
    label: str
    reads: object
    synonyms: tuple = ()

    @property
    def choices(self):
        """Return the closed list that its cells come from, or None."""
        return None if isinstance(self.reads, str) else self.reads


STATE = Field("state", _("state"), State, ("状态", "进展", "移交状态", "进度", "state"))
DETAILS = (
    Field("enterprise", _("transferring enterprise"), TEXT, ("移交企业", "原产权单位", "企业")),
    Field("enterprise_kind", _("kind of enterprise"), Enterprise, ("企业类别", "企业性质")),
    Field("mode", _("order"), Mode, ("移交方式", "改造方式")),
    Field("receiver_kind", _("kind of receiver"), Receiver, ("接收方类别", "接收单位类别")),
    Field("receiver", _("receiver"), TEXT, ("接收单位", "接收方", "receiver")),
    Field("households", _("households"), COUNT, ("户数", "总户数", "households")),
    Field("metered", _("households with a meter of their own"), COUNT, ("分户表数", "已分户户数")),
    Field("assets_value", _("book value (yuan)"), YUAN, ("资产价值", "资产账面价值", "账面价值")),
    Field("surveyed_on", _("surveyed on"), DAY, ("摸底日期", "调查日期")),
    Field("intent_signed_on", _("intent signed on"), DAY, ("意向签订日期", "框架协议日期")),
    Field("agreement_signed_on", _("agreement signed on"), DAY, ("协议签订日期", "协议日期")),
    Field("agreement_number", _("agreement number"), TEXT, ("协议编号",)),
    Field("unit_price", _("price per household (yuan)"), YUAN, ("户均标准", "户均费用")),
    Field("agreed_total", _("agreed total (yuan)"), YUAN, ("协议总额", "协议金额", "金额")),
    Field("function_transferred_on", _("function transferred on"), DAY, ("职能移交日期",)),
    Field("assets_transferred_on", _("assets transferred on"), DAY, ("资产移交日期",)),
    Field("approval_number", _("approval of the group"), TEXT, ("集团批复文号", "批复文号")),
    Field("filed_on", _("transfer of the assets filed on"), DAY, ("备案日期", "资产移交备案日期")),
    Field("filed_with", _("filed with"), Filing, ("备案机关", "备案机构", "备案部门")),
    Field("filing_number", _("number of the filing"), TEXT, ("备案文号", "备案编号")),
    Field("money_received_on", _("rebuilding money with the receiver since"), DAY, ()),
    Field("rebuilding_begun_on", _("rebuilding begun on"), DAY, ("改造开工日期", "开工日期")),
    Field("accepted_on", _("works accepted on"), DAY, ("验收日期", "竣工验收日期")),
    Field("settled_on", _("settled on"), DAY, ("清算日期",)),
    Field("closed_on", _("closed on"), DAY, ("办结日期",)),
)
FIELDS = (STATE, *DETAILS)
FOR_ALL = ("enterprise", "enterprise_kind", "households", "agreement_signed_on")  # for all items


def heading(item, field):
    """Return the heading of one fact of one item."""
    return format_lazy("{item}: {what}", item=item.label, what=field.label)


def fields_of(item):
    """Return the facts of `item`: property management has no meters."""
    return [f for f in DETAILS if item != Item.PROPERTY or f.name != "metered"]


def other_headings(item, field):
    """Return what else may stand over the column of one fact of one item, in any language."""
    names = [f"{name}{words}" for name in ITEM_NAMES[item] for words in field.synonyms]
    ours = [_in_language(language, item, field.name) for language in LANGUAGES]
    return (*names, *ours, *(ITEM_NAMES[item] if field is STATE else ()))


def headings_for_all(field):
    """Return what may stand over a column that says something of all four items."""
    ours = [_in_language(language, None, field.name) for language in LANGUAGES]
    return (*field.synonyms, *ours)


@cache
def _heading_in(language, item, name):
    """Return the heading as the portal itself writes it in `language`."""
    field = next(field for field in FIELDS if field.name == name)
    with override(language):
        return str(heading(item, field) if item else field.label)


_in_language = lazy(_heading_in, str)
