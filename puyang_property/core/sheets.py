"""A table that is ready, as a file: CSV or Excel. Long lists stream: see core.exports."""

import csv
import io

from django.http import HttpResponse
from openpyxl import Workbook

from puyang_property.core import exports, secrecy


def response(kind, header, rows, *, filename, by, area_path, permission=None, reason=""):
    """Return `header` and `rows` as a "csv" or "xlsx" file; who took what of where is logged."""
    secrecy.log_export(
        [filename, *map(str, header)],
        by=by,
        count=len(rows),
        reason=reason,
        area_path=area_path,
        permission=permission,
    )
    content, content_type = WRITERS[kind]([list(map(str, header)), *rows])
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Content-Disposition"] = exports.attachment(filename, kind)
    return answer


def _csv(rows):
    text = io.StringIO()
    csv.writer(text).writerows([exports.harmless(cell) for cell in row] for row in rows)
    return exports.BOM + text.getvalue(), "text/csv; charset=utf-8"


def _xlsx(rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([exports.text_cell(sheet, cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue(), exports.XLSX_TYPE


WRITERS = {"csv": _csv, "xlsx": _xlsx}
