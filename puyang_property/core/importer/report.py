"""The user's own file with one column more: what became of each row, and why.

Names and telephones of rows that came in are masked, in columns that are not taken in as well:
whoever needs them reveals them on the record, with a reason that the person can read. A refused
row is kept whole: no record holds it.
"""

import csv
import functools
import io
import json
import logging
import re
import tempfile
import uuid

from django.core.files import File
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from puyang_property.core.exports import harmless
from puyang_property.core.importer import cells as texts
from puyang_property.core.importer import contacts, kinds, readers, sheetpass, styles, workbooks
from puyang_property.core.importer.applying import outcome_of
from puyang_property.core.models.imports import Outcome
from puyang_property.core.secrecy.masks import MASKS

log = logging.getLogger(__name__)
LOOKS = {
    Outcome.REFUSED: styles.BAD,
    Outcome.LEFT: styles.BAD,
    Outcome.OFFERED: styles.WARN,
}
CHUNK = 1000
NUMBER = re.compile(r"\s*[+-]?[0-9][0-9 .,-]*")


def write(job):
    """Make the report of `job` and keep it beside the file."""
    with tempfile.TemporaryFile("w+b") as target:
        write_to(job, target)
        target.seek(0)
        old = job.report.name
        job.report.save(uuid.uuid4().hex, File(target), save=False)
        job.save(update_fields=["report"])
        if old:
            job.report.storage.delete(old)


def write_to(job, target, *, whole=False):
    """Write the report of `job` into the open binary file `target`; `whole` masks nothing."""
    results = _Results(job, {} if whole else _masks(job))
    with job.file.open("rb") as file:
        writer = {".xlsx": _write_xlsx, ".csv": _write_csv, ".jsonl": _write_jsonl}
        writer[readers.suffix_of(job.filename)](job, file, target, results)


def heading():
    """Return the heading of the added column."""
    return _("Import result")


def _masks(job):
    """Return column of the file → mask, for names and telephones, taken in or not."""
    return {i: MASKS[mask] for i, mask in contacts.masked(job).items()}


class _Results:
    """The outcomes in the order of the rows, read once alongside the file."""

    def __init__(self, job, masks):
        self.masks = masks
        self.rows = _rows(job)
        self.current = next(self.rows, None)

    def of(self, number):
        """Return the text for row `number` of the file, None when it was no data row."""
        while self.current is not None and self.current.number < number:
            self.current = next(self.rows, None)
        if self.current is None or self.current.number != number:
            return None
        return outcome_of(self.current)

    def look(self):
        """Return how the cell beside the row that was asked for last looks."""
        return LOOKS.get(self.current.outcome, styles.PLAIN)

    def covers(self):
        """Return column → mask for the row that was asked for last: nothing when it was refused."""
        came_in = self.current is not None and self.current.outcome != Outcome.REFUSED
        return self.masks.items() if came_in else ()


def _rows(job):
    """Yield the rows by number, some at a time; whoever stops early leaves no cursor open."""
    chunk = list(job.rows.order_by("number")[:CHUNK])
    while chunk:
        yield from chunk
        chunk = list(job.rows.filter(number__gt=chunk[-1].number).order_by("number")[:CHUNK])


def _write_xlsx(job, file, target, results):
    """Write the workbook with our column; one that cannot be kept whole comes back as its cells."""
    table = readers.read(file, job.filename, kinds.get(job.kind))
    again = functools.partial(_Results, job, results.masks)
    try:
        workbooks.write(
            file,
            target,
            part=table.part,
            first=table.first,
            columns=results.masks,
            make_answers=lambda: functools.partial(_answer, again(), table.first),
        )
    except (workbooks.HasCopies, *workbooks.UNUSUAL) as error:
        log.warning("The report of import %s holds cells only: %r", job.pk, error)
        target.seek(0)
        target.truncate()
        _write_cells(job, file, target, again())


def _answer(results, first, number):
    """Return (text, style, column → mask) for a row of the sheet."""
    if number == first:
        return heading(), styles.HEADING, {}
    text = results.of(number) if number > first else None
    return (None, None, {}) if text is None else (text, results.look(), dict(results.covers()))


def _write_cells(job, file, target, results):
    """Write only what the cells hold."""
    table = readers.read(file, job.filename, kinds.get(job.kind))
    source = readers.open_workbook(file)
    book = Workbook(write_only=True)
    for sheet in source.worksheets:
        copy = book.create_sheet(sheet.title)
        is_ours = sheet.title == table.sheet
        if is_ours:
            width = copy.column_dimensions[get_column_letter(len(table.headings) + 1)]
            width.width = sheetpass.WIDE
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            line = [_copied(copy, cell) for cell in cells]
            if is_ours:
                text = heading() if number == table.first else results.of(number)
                if text is None:
                    line = line[: _used(line)]
                else:
                    _cover(line, number, table, results)
                    line = _at(line, len(table.headings), WriteOnlyCell(copy, value=text))
            copy.append(line)
    book.save(target)


def _copied(sheet, cell):
    if cell.value is None:
        return None
    made = WriteOnlyCell(sheet, value=cell.value)
    made.number_format = cell.number_format
    if made.data_type == "f":  # text that begins with “=” stays text
        made.data_type = "s"
    return made


def _cover(line, number, table, results):
    """Mask the cells of a row that came in."""
    for column, mask in results.covers() if number > table.first else ():
        if column < len(line) and line[column] is not None:
            line[column].value = mask(texts.text(line[column].value))


def _at(line, column, text):
    return [*line[:column], *[None] * (column - len(line)), text, *line[column:]]


def _used(line):
    return max((i + 1 for i, cell in enumerate(line) if cell is not None), default=0)


def _write_csv(job, file, target, results):
    kind = kinds.get(job.kind)
    encoding, delimiter = readers.encoding_of(file), readers.delimiter_of(file)
    table = readers.read(file, job.filename, kind)
    file.seek(0)
    stream = io.TextIOWrapper(target, encoding=encoding, newline="", errors="replace")
    writer = csv.writer(stream, delimiter=delimiter)
    for number, line in readers.csv_lines(file):
        text = heading() if number == table.first else results.of(number)
        if text is not None and number > table.first:
            masks = dict(results.covers())
            line = [masks[i](cell) if i in masks else cell for i, cell in enumerate(line)]
        line = line if text is None else _filled_up(line, len(table.headings), text)
        writer.writerow([_harmless(cell) for cell in line])
    stream.flush()
    stream.detach()


def _harmless(cell):
    """Return the cell as no formula; numbers and telephone numbers stay as they came."""
    return cell if NUMBER.fullmatch(cell) else harmless(cell)


def _filled_up(line, column, text):
    return [*line[:column], *[""] * (column - len(line)), text, *line[column:]]


def _write_jsonl(job, file, target, results):
    for number, line in enumerate(file, start=1):
        text = results.of(number)
        if text is None:
            continue
        record = readers.json_object(line)
        record = {"line": line.decode("utf-8", errors="replace")} if record is None else record
        for column, mask in results.covers():
            name = job.options["headings"][column]
            if record.get(name):
                record[name] = mask(texts.text(record[name]))
        answer = json.dumps({**record, "import_result": text}, ensure_ascii=False)
        target.write(answer.encode() + b"\n")
