"""Boards as offices keep them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from communities.transfers.choices import Item

OWN = {
    "小区名称": "采油一厂家属院",
    "移交企业": "中原油田",
    "企业性质": "央企",
    "户数": "300户",
    "供水": "已签协议",
    "供水摸底日期": "2017年3月1日",
    "供水协议日期": "2017-05-02",
    "供水接收单位类别": "专业经营单位",
    "供水接收单位": "濮阳市自来水公司",
    "供水协议金额": "90万元",
    "供电": "未启动",
}


def workbook(rows):
    """Return an uploaded workbook of `rows`, the first one its headings."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("三供一业.xlsx", file.getvalue())


def own_sheet(**changes):
    row = {**OWN, **changes}
    return workbook([list(row), list(row.values())])


def reasons(job):
    return [reason for row in job.rows.order_by("number") for reason in row.reasons]


def transfer_of(compound, item=Item.WATER):
    return compound.transfers.current().get(item=item)
