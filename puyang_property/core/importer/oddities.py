"""Lines of an office's table that are no entries: totals, notes, headings in between."""

import re

from django.utils.translation import gettext as _

from puyang_property.core.search import squeeze

TOTALS = re.compile(
    r"(本页|本表|全市|全区|全县|全街道|全镇|各项)?(合计|总计|小计|共计|累计)(数|栏)?"
)
NOTES = re.compile(
    r"(填表|填报|制表)?(说明|注|备注|附注)\s*\d*\s*[:：]|"
    r"(填表|填报|制表|审核|审批|单位负责|负责|经办|联系)(人|单位|日期|时间|电话)\s*[(（:：]"
)
SECTION = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?\s*[、.．:：]")


def reason(cells, values, kind):
    """Return why a line is no entry, or "" when it may be one.

    `cells` is the whole line, `values` maps slug → cell of the mapped columns.
    """
    filled = [str(cell).strip() for cell in cells if cell is not None and str(cell).strip()]
    required = {c.slug: str(values.get(c.slug) or "") for c in kind.columns if c.required}
    first = filled[0] if filled else ""
    if any(TOTALS.fullmatch(squeeze(text)) for text in (first, *required.values())):
        return _("A line of totals, no entry.")
    if NOTES.match(first):
        return _("A note below the table, no entry.")
    if len(filled) == 1 and SECTION.match(first):
        return _("A heading inside the table, no entry.")
    if any(_is_heading(text, slug, kind) for slug, text in required.items()):
        return _("The headings once more, no entry.")
    return ""


def _is_heading(text, slug, kind):
    column = kind.column_for(text) if text else None
    return column is not None and column.slug == slug
