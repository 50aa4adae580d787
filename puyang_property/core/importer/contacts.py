"""Columns that hold names and telephones of people though nothing of them is taken in."""

import re

from puyang_property.core.importer import kinds
from puyang_property.core.search import squeeze

HEADINGS = {
    "phone": re.compile(r"电话|手机|联系方式|联系号码|telephone|phone|mobile"),
    "name": re.compile(
        r"联系人|联络人|负责人|责任人|经办人|经理|法人|法定代表人|姓名|业主$|户主|产权人|主任|contact"
    ),
    "text": re.compile(r"身份证|证件号|微信|邮箱|e-?mail"),
}


def masked(job):
    """Return column of the file → name of a mask: those that records seal, those not taken in."""
    columns = {column.slug: column.masked for column in kinds.get(job.kind).columns}
    taken_in = {i: columns[slug] for slug, i in job.mapping.items() if slug in columns}
    said = {
        i: taken_in[i] if i in taken_in else of(h) for i, h in enumerate(job.options["headings"])
    }
    return {i: mask for i, mask in said.items() if mask}


def of(heading):
    """Return the mask for what stands under `heading`, "" when it is no contact."""
    plain = squeeze(heading)
    return next((mask for mask, words in HEADINGS.items() if words.search(plain)), "")
