"""Exports that stream: CSV and Excel, safe to open, each one logged."""

import csv
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from puyang_property.core import secrecy
from puyang_property.core.querysets import place_of, view_permission

CHUNK = 2000
KEPT, KEPT_AT_MOST = (str, date), 5000
BOM = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """One column: `lookup` as in values_list, its `header`, and how a value is shown."""

    lookup: str
    header: str
    show: object = None


def label(choices):
    """Return a `show` that gives the label of a TextChoices value."""
    labels = dict(choices.choices)
    return lambda value: str(labels.get(value, value))


def csv_response(queryset, columns, *, filename, by, request=None, reason="", **under):
    """Stream `queryset` as CSV that Excel opens in UTF-8 and never runs as formulas."""
    log(queryset, columns, by=by, request=request, reason=reason, **under)
    answer = StreamingHttpResponse(in_language(csv_lines(queryset, columns)))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = attachment(filename, "csv")
    return answer


def csv_lines(queryset, columns):
    """Yield the file in pieces of a few thousand rows; a server-side cursor reads them."""
    piece = _Piece()
    writer = csv.writer(piece)
    writer.writerow([harmless(str(column.header)) for column in columns])
    for number, row in enumerate(rows(queryset, columns, harmless), start=1):
        writer.writerow(row)
        if number % CHUNK == 0:
            yield piece.take()
    yield piece.take()


def in_language(pieces):
    """Yield `pieces`, each made in the language of the caller: streaming outlives the request."""
    language = get_language()
    while True:
        with override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def xlsx_response(queryset, columns, *, filename, by, request=None, reason="", **under):
    """Send `queryset` as an Excel file, written row by row."""
    log(queryset, columns, by=by, request=request, reason=reason, **under)
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([text_cell(sheet, str(column.header)) for column in columns])
    for row in rows(queryset, columns, storable):
        sheet.append([text_cell(sheet, value) if taken_for_more(value) else value for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    book.save(file)
    file.seek(0)
    answer = FileResponse(file, content_type=XLSX_TYPE)
    answer.headers["Content-Disposition"] = attachment(filename, "xlsx")
    return answer


WRITERS = {"csv": csv_response, "xlsx": xlsx_response}


def rows(queryset, columns, finish=lambda value: value):
    """Yield the shown values of each row, read in chunks; `finish` is done to every value."""
    cells = [_Cell(column.show, finish) for column in columns]
    values = queryset.values_list(*(column.lookup for column in columns))
    for row in values.iterator(chunk_size=CHUNK):
        yield [shown(value) for shown, value in zip(cells, row, strict=True)]


class _Cell:
    """What one column shows for each value; texts and days come again and are kept, in number.

    An export is made in one language and one time zone, so what was shown once stays right.
    """

    def __init__(self, show, finish):
        self.show, self.finish = show, finish
        self.zone = timezone.get_current_timezone()
        self.kept = {}

    def __call__(self, value):
        if type(value) not in KEPT:
            return self._shown(value)
        if value in self.kept:
            return self.kept[value]
        shown = self._shown(value)
        if len(self.kept) < KEPT_AT_MOST:
            self.kept[value] = shown
        return shown

    def _shown(self, value):
        if value is None:
            return ""
        return self.finish(plain(self.show(value) if self.show else value, self.zone))


def plain(value, zone=None):
    """Return `value` as a spreadsheet holds it: local times in ISO 8601, numbers as they are."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value, zone).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    return value


def harmless(value):
    """Return text that no spreadsheet takes for a formula."""
    if not isinstance(value, str):
        return value
    runs = value.startswith(("\t", "\r", "\n")) or value.lstrip().startswith(FORMULA_STARTS)
    return f"'{value}" if runs else value


def storable(value):
    """Return text without the characters that Excel cannot store."""
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def taken_for_more(value):
    """Tell whether the writer of Excel files would take text for a formula or an error."""
    return isinstance(value, str) and value.startswith(("=", "#"))


def log(queryset, columns, *, by, request=None, reason="", permission="", area_path=""):
    """Write who takes which columns of what from where, before the first row leaves.

    `permission` and `area_path` where it is not what the list is seen by, and where its rows lie.
    """
    asked = request.GET.lists() if request else ()
    asked = [f"{name}={','.join(values)}" for name, values in asked]
    secrecy.log_export(
        [
            *(queryset.model._meta.label_lower, *(column.lookup for column in columns)),
            *(asked if reason else ()),
        ],
        by=by,
        count=queryset.count(),
        reason=reason or "&".join(asked)[:300],
        area_path=area_path or place_of(queryset, by),
        permission=permission or view_permission(queryset.model),
    )


def links(query):
    """Return label and address of each export of the list at hand."""
    names = {"csv": _("Export as CSV"), "xlsx": _("Export as Excel")}
    return [(names[kind], query_string({**query, "export": kind})) for kind in WRITERS]


def query_string(query):
    """Return "?…" for `query`, lists as repeated parameters, or "" for none."""
    return "?" + urlencode(query, doseq=True) if query else ""


class _Piece:
    """A file that keeps what is written until it is taken."""

    def __init__(self):
        self._lines = [BOM]

    def write(self, line):
        """Keep one line."""
        self._lines.append(line)

    def take(self):
        """Return the lines kept and forget them."""
        text, self._lines = "".join(self._lines), []
        return text


def text_cell(sheet, value):
    """Return a cell that holds text as text, without what Excel cannot store."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=storable(value))
    cell.data_type = "s"
    return cell


def attachment(filename, ending):
    """Return the header that names a download, with its day, in any script."""
    day = timezone.localdate().isoformat()
    name = get_valid_filename(f"{filename}-{day}.{ending}")
    quoted = urlencode({"": name})[1:]
    return f"attachment; filename=\"export.{ending}\"; filename*=UTF-8''{quoted}"
