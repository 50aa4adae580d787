"""Read .xlsx, .csv and .jsonl row by row, whatever heads them, without holding the file."""

import csv
import io
import itertools
import json
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from puyang_property.core.importer.layout import Layout
from puyang_property.core.search import squeeze

HEADING_ROWS = 20  # a heading stands among the first rows
HEADING_DEPTH = 3  # so many rows make one heading
KEYS_LIMIT = 200
UNPACKED_LIMIT = 1_000_000_000  # bytes of an unzipped workbook, whose sheets are streamed
HELD_LIMIT = 150_000_000  # bytes of the parts that are held in memory: shared texts, styles
ROWS_LIMIT = 1_048_576  # rows of a sheet, as Excel counts them
BROKEN = (  # what zipfile, the XML parser and openpyxl raise for a damaged workbook
    *(zipfile.BadZipFile, InvalidFileException, ParseError, zlib.error, EOFError, OSError),
    *(AttributeError, IndexError, KeyError, RuntimeError, TypeError, ValueError),
)
SUFFIXES = (".xlsx", ".csv", ".jsonl")
csv.field_size_limit(1_000_000)


@dataclass
class Table:
    """The headings of a file and its rows, (number in the file, cells), blank ones left out."""

    headings: list
    rows: object
    first: int
    sheet: str = ""
    part: str = ""  # where the sheet lies in the workbook
    is_shown: bool = True
    others: tuple = ()  # sheets that look like registers too and are not read


def suffix_of(filename):
    """Return the kind of file by its name; raise ValidationError for one that is not read."""
    name = filename.lower()
    found = next((suffix for suffix in SUFFIXES if name.endswith(suffix)), None)
    if found is None:
        raise ValidationError(_("Send an .xlsx, .csv or .jsonl file; save an old .xls as .xlsx."))
    return found


def read(file, filename, kind):
    """Return the Table of an open binary `file`; raise ValidationError when it cannot be read."""
    file.seek(0)
    suffix = suffix_of(filename)
    if suffix == ".jsonl":
        return _json_table(file)
    if suffix == ".csv":
        return _table(csv_lines(file), kind)
    lines, found = _sheet_lines(file, kind)
    return _table(lines, kind, **found)


def _table(lines, kind, **found):
    """Find the heading among the first `lines`; (number, cells) follow."""
    lines = iter(lines)
    head = list(itertools.islice(lines, HEADING_ROWS))
    if not any(_filled(cells) for _number, cells in head):
        raise ValidationError(_("The file has no rows."))
    at, depth, headings = _find_heading([cells for _number, cells in head], kind)
    rest = itertools.chain(head[at + depth :], lines)
    rows = ((number, cells) for number, cells in rest if _filled(cells))
    return Table(headings, rows, head[at + depth - 1][0], **found)


def _find_heading(head, kind):
    """Return (index, one to three rows, headings) of the lines that name most columns."""
    best = None
    for at in range(len(head)):
        for depth in range(1, min(HEADING_DEPTH, len(head) - at) + 1):
            headings = _merged(head[at : at + depth])
            score = len({c.slug for h in headings if h and (c := kind.column_for(h))})
            if score and (best is None or (score, -depth) > best[0]):
                best = ((score, -depth), at, depth, headings)
    if best is None:
        at = next(i for i, cells in enumerate(head) if _filled(cells))
        return at, 1, _texts(head[at])
    return best[1:]


def _merged(lines):
    """Return the headings of some rows: the lowest cell that says something (merged downwards)."""
    columns = itertools.zip_longest(*map(_texts, lines), fillvalue="")
    return [next(filter(None, reversed(column)), "") for column in columns]


def _texts(cells):
    return [" ".join(str(cell).split()) if cell is not None else "" for cell in cells]


def _filled(cells):
    return any(cell is not None and squeeze(cell) for cell in cells)


# ---------------------------------------------------------------- Excel
def _sheet_lines(file, kind):
    book = open_workbook(file)
    sheet, others = _best_sheet(book, kind)
    lines = (tuple(map(_value, line)) for line in sheet.iter_rows())
    found = {"sheet": sheet.title, "part": sheet._worksheet_path, "others": others}
    found["is_shown"] = _is_shown(sheet)
    return _guarded(enumerate(lines, start=1)), found


def _value(cell):
    """Return what a cell shows: a share that Excel keeps as 0.36 and shows as 36% is 36%."""
    value = cell.value
    if type(value) is float and cell.number_format.endswith("%"):
        return f"{round(value * 100, 6):g}%"
    return value


def _guarded(lines):
    """Yield `lines`; a sheet that breaks off in the middle is told in words."""
    try:
        for number, line in enumerate(lines, start=1):
            if number > ROWS_LIMIT:
                raise ValueError(number)
            yield line
    except BROKEN as error:
        raise ValidationError(_("This is no readable .xlsx workbook.")) from error


def open_workbook(file):
    """Return a workbook in read-only mode; raise ValidationError when it is broken or a bomb."""
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            _refuse_bomb(archive.infolist())
        file.seek(0)
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except BROKEN as error:
        raise ValidationError(_("This is no readable .xlsx workbook.")) from error
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some programs claim one cell, or a million rows
    return book


def _refuse_bomb(parts):
    """Refuse what would fill disk or memory when unpacked; only sheets are read as a stream."""
    held = [part.file_size for part in parts if "worksheets/" not in part.filename]
    if sum(part.file_size for part in parts) > UNPACKED_LIMIT or sum(held) > HELD_LIMIT:
        raise ValidationError(_("The workbook is too large when unpacked."))


def _best_sheet(book, kind):
    """Return the sheet whose first rows name most columns, and the titles of others as good."""
    scores = []
    for sheet in book.worksheets:
        head = list(_guarded(sheet.iter_rows(max_row=HEADING_ROWS, values_only=True)))
        named = {c.slug for row in head for h in _texts(row) if h and (c := kind.column_for(h))}
        scores.append((len(named), sheet))
    if not scores:
        raise ValidationError(_("The workbook has no sheet."))
    best, sheet = max(scores, key=lambda pair: (pair[0], _is_shown(pair[1])))
    others = [one.title for score, one in scores if score == best > 1 and one is not sheet]
    return sheet, tuple(others)


def _is_shown(sheet):
    return sheet.sheet_state == "visible"


def hidden(file, table):
    """Return what of the sheet that is read nobody sees in Excel: rows, columns, the sheet."""
    if not table.part:
        return {}
    found = {"hidden_sheet": not table.is_shown}
    try:
        with zipfile.ZipFile(file) as archive, archive.open(table.part) as sheet:
            layout = Layout(sheet, first=table.first)
    except (ExpatError, *BROKEN):  # put together otherwise: nothing is known of it
        return found
    headed = [i for i in sorted(layout.hidden_columns) if table.headings[i : i + 1] > [""]]
    columns = [f"{get_column_letter(i + 1)} {table.headings[i]}" for i in headed]
    return {**found, "hidden_rows": layout.hidden_rows, "hidden_columns": columns}


# ---------------------------------------------------------------- CSV
def csv_lines(file):
    """Yield (number, cells) of an open binary CSV file, whatever its encoding and delimiter."""
    encoding, delimiter = encoding_of(file), delimiter_of(file)
    stream = io.TextIOWrapper(_Kept(file), encoding=encoding, newline="")
    return _numbered(csv.reader(stream, delimiter=delimiter))


def _numbered(reader):
    """Yield (number, cells); numbers count records, as a spreadsheet shows them."""
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError) as error:
            message = _("Row %(number)d cannot be read; save the file again as CSV UTF-8.")
            raise ValidationError(message % {"number": number}) from error
        yield number, cells


def encoding_of(file):
    """Return utf-8-sig or gb18030, whichever the whole file can be read in."""
    file.seek(0)
    decoder = io.TextIOWrapper(_Kept(file), encoding="utf-8-sig")
    try:
        while decoder.read(1 << 20):
            pass
    except UnicodeDecodeError:
        return "gb18030"
    finally:
        decoder.detach()
        file.seek(0)
    return "utf-8-sig"


def delimiter_of(file):
    """Return the sign between cells: comma, tab or semicolon, by the first line."""
    encoding = encoding_of(file)
    line = file.readline(65536).decode(encoding, errors="replace")
    file.seek(0)
    return max(",\t;", key=line.count)


class _Kept(io.BufferedIOBase):
    """A view on an open file that does not close it."""

    def __init__(self, file):
        self.file = file

    def readable(self):
        return True

    def read1(self, size=-1):
        return self.file.read(size if size and size > 0 else 65536)


# ---------------------------------------------------------------- JSON lines
def _json_table(file):
    """Take the keys of all records as headings; a line that is no object is a row of its own."""
    headings = {}
    for _number, record in _records(file):
        headings |= dict.fromkeys(list(record or {})[:KEYS_LIMIT])
        if len(headings) > KEYS_LIMIT:
            raise ValidationError(_("The records have too many different keys."))
    if not headings:
        raise ValidationError(_("The file has no rows."))
    names = list(headings)
    rows = ((n, [(r or {}).get(name) for name in names]) for n, r in _records(file))
    return Table(names, rows, 0)


def _records(file):
    """Yield (line number, object or None when the line is no JSON object)."""
    file.seek(0)
    for number, line in enumerate(file, start=1):
        if line.strip():
            yield number, json_object(line)


def json_object(line):
    """Return the object on a line of bytes, or None."""
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None
