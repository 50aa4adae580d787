"""Workbooks that are bombs, lie about their size, or carry formulas."""

import csv
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from openpyxl import Workbook

from communities.imports import COMPOUNDS
from puyang_property.core.exports import harmless
from puyang_property.core.importer import jobs, readers, running
from tests.bad_input.hostile import FORMULAS

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>小区名称</t></is></c></row>'
LAUGHS = "".join(
    f'<!ENTITY l{n} "{"&l%d;" % (n - 1) * 10 if n else "ha"}">'  # noqa: UP031
    for n in range(10)
)


def workbook(rows="", *, before="", shared=""):
    """Return an .xlsx whose first sheet holds the XML of `rows` below one heading."""
    book, stream = Workbook(), io.BytesIO()
    book.active.append(["x"])
    book.save(stream)
    made = io.BytesIO()
    sheet = f"<worksheet {NAMESPACE}><sheetData>{HEAD}{rows}</sheetData></worksheet>"
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                text = f'<?xml version="1.0"?>{before}{sheet}'.encode()
            elif part == "xl/theme/theme1.xml" and shared:
                text = shared.encode()
            new.writestr(part, text)
    return made


def rows_of(file, name="a.xlsx"):
    return list(readers.read(file, name, COMPOUNDS).rows)


def refused(file, name="a.xlsx"):
    with pytest.raises(ValidationError) as refusal:
        rows_of(file, name)
    assert all(refusal.value.messages)


def test_entities_that_multiply_are_refused():
    bomb = workbook("<row r='2'><c r='A2' t='str'><v>&l9;</v></c></row>", before=_doctype(LAUGHS))
    refused(bomb)


def test_an_entity_that_reads_a_file_of_ours_brings_nothing():
    thief = workbook(
        "<row r='2'><c r='A2' t='str'><v>甲&secret;</v></c></row>",
        before=_doctype('<!ENTITY secret SYSTEM "file:///etc/passwd">'),
    )
    try:
        found = rows_of(thief)
    except ValidationError:
        return
    assert "root" not in str(found)


def _doctype(entities):
    return f"<!DOCTYPE worksheet [{entities}]>"


def test_parts_that_fill_the_memory_are_refused_unread(monkeypatch):
    monkeypatch.setattr(readers, "HELD_LIMIT", 1_000_000)
    refused(workbook(shared=f"<sst {NAMESPACE}>{'<si><t>a</t></si>' * 100_000}</sst>"))


def test_a_sheet_larger_than_the_disk_would_like_is_refused_unread(monkeypatch):
    monkeypatch.setattr(readers, "UNPACKED_LIMIT", 1_000_000)
    refused(workbook("<row/>" * 200_000))


def test_a_hundred_thousand_formatted_rows_without_a_word_are_no_rows():
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 100_002))
    last = '<row r="100002"><c r="A100002" t="str"><v>东院</v></c></row>'
    assert rows_of(workbook(blank + last)) == [(100_002, ("东院",))]


def test_a_row_number_beyond_every_sheet_ends_the_reading(monkeypatch):
    monkeypatch.setattr(readers, "ROWS_LIMIT", 5_000)
    refused(workbook('<row r="999999999999"><c t="str"><v>东院</v></c></row>'))


@pytest.mark.parametrize("cell", ["ZZZZZ1", "A0", "A-1", "1A", "", "A99999999999999999999"])
def test_a_cell_in_no_column_is_no_fault(cell):
    try:
        rows_of(workbook(f'<row r="2"><c r="{cell}" t="str"><v>东院</v></c></row>'))
    except ValidationError as refusal:
        assert refusal.messages  # noqa: PT017


def test_an_archive_in_an_archive_and_a_program_are_no_workbooks():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.zip", bytes(10_000))
    for content in (inner.getvalue(), b"MZ" + bytes(500), b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 99):
        refused(io.BytesIO(content))


# ------------------------------------------------------------------ formulas


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_formula_survives_in_a_cell_and_the_text_stays_readable(formula):
    shown = harmless(formula)
    assert shown == f"'{formula}"
    assert formula in shown


@pytest.mark.parametrize("plain", ["电梯", "A=1", "3-5号楼", "zhang@example.org", "'quoted"])
def test_what_is_no_formula_is_left_alone(plain):
    assert harmless(plain) == plain


def test_the_report_of_an_import_runs_no_formula_of_the_file(area, officer_hualong):
    stream = io.StringIO()
    csv.writer(stream).writerows(
        [["小区名称", "地址", "户数"], *([f"甲{n}", text, "-5"] for n, text in enumerate(FORMULAS))]
    )
    content = ContentFile(stream.getvalue().encode(), name="台账.csv")
    job = jobs.upload(COMPOUNDS, content, area=area("hualong"), by=officer_hualong)
    jobs.begin(job, by=officer_hualong, dry_run=False, wait=True)
    running.run(job.pk)
    job.refresh_from_db()
    with job.report.open("rb") as file:
        lines = list(csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline="")))
    shown = [text if text == "+1" else f"'{text}" for text in FORMULAS]  # a number stays one
    assert [line[1] for line in lines[1:]] == shown
    assert {line[2] for line in lines[1:]} == {"-5"}
