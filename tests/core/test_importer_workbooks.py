"""The workbook that comes back is the office's own, with one column more."""

import io
import re
import zipfile
from functools import partial

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font

from puyang_property.core.importer import workbooks

SHEET = "xl/worksheets/sheet1.xml"
SECRET = "欧阳不见"


def office_book():
    """Return a workbook with all that an office puts around its rows."""
    book = Workbook()
    sheet = book.active
    sheet.append(["小区台账", None, None])
    sheet.merge_cells("A1:C1")
    sheet.append(["小区", "业主", "户数"])
    sheet.append(["东院", SECRET, 3])
    sheet.append(["西院", SECRET, 0.5])
    sheet.append(["合计", None, "=SUM(C3:C4)"])
    sheet.append([SECRET])
    sheet["C4"].number_format = "0%"
    sheet["A1"].font = Font(name="黑体", sz=20)
    sheet.column_dimensions["A"].width = 33
    sheet.column_dimensions.group("D", "H", hidden=True)
    sheet.row_dimensions[3].height = 40
    sheet.row_dimensions[4].hidden = True
    sheet.freeze_panes = "A3"
    sheet["D4"].font = Font(bold=True)  # formatted, and empty
    other = book.create_sheet("说明")
    other.append([SECRET, "不要动"])
    return book


def stored(book):
    target = io.BytesIO()
    book.save(target)
    return target


def answers(masks, asked):
    def answer(number):
        asked.append(number)
        if number == 2:
            return "结果", "heading", {}
        if number in {3, 4}:
            return f"原因{number}\x07", "bad", masks if number == 3 else {}
        return None, None, {}

    return answer


def returned(book, masks=None):
    """Return the bytes of the workbook with answers."""
    target = io.BytesIO()
    workbooks.write(
        stored(book),
        target,
        part=SHEET,
        first=2,
        columns=masks or (),
        make_answers=partial(answers, masks or {}, []),
    )
    return target


def test_the_answers_stand_beside_the_rows_and_all_else_is_as_it_was():
    target = returned(office_book())
    sheet = load_workbook(target).worksheets[0]
    assert [sheet.cell(n, 4).value for n in range(1, 7)] == [
        *(None, "结果", "原因3", "原因4"),
        *(None, None),
    ]
    assert sheet["D3"].fill.fgColor.rgb == "00F8CBAD"
    assert sheet["D2"].font.b
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:C1"]
    assert (sheet.column_dimensions["A"].width, sheet.row_dimensions[3].height) == (33, 40)
    assert not sheet.column_dimensions["D"].hidden
    assert sheet.column_dimensions["E"].hidden
    assert (sheet["C4"].value, sheet["C4"].number_format) == (0.5, "0%")
    assert (sheet["C5"].value, sheet["C5"].data_type) == ("=SUM(C3:C4)", "f")
    assert (sheet["A1"].font.name, sheet.freeze_panes) == ("黑体", "A3")
    assert [cell.value for cell in load_workbook(target)["说明"][1]] == [SECRET, "不要动"]


def test_parts_that_we_know_nothing_of_come_back_byte_for_byte():
    book = office_book()
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=3, min_row=3, max_row=4))
    book.active.add_chart(chart)
    book.active["A3"].comment = Comment("核对", "王芳")
    before, after = zipfile.ZipFile(stored(book)), zipfile.ZipFile(returned(book))
    assert after.namelist() == before.namelist()
    ours = {SHEET, "xl/styles.xml"}
    for name in set(before.namelist()) - ours:
        if not name.startswith("docProps/"):
            assert after.read(name) == before.read(name), name


def test_who_wrote_the_workbook_does_not_come_back():
    book = office_book()
    told = book.properties
    told.creator = told.lastModifiedBy = told.title = told.description = "王芳"
    book.custom_doc_props.append(StringProperty(name="审核", value="王芳"))
    target = returned(book)
    with zipfile.ZipFile(target) as archive:
        assert not [n for n in archive.namelist() if "王芳" in archive.read(n).decode()]
    read = load_workbook(target)
    assert (read.properties.creator, read.sheetnames) == (None, ["Sheet", "说明"])
    assert read.properties.created == told.created.replace(microsecond=0)


def test_a_covered_name_is_nowhere_in_the_file_but_where_it_may_stand():
    target = returned(office_book(), {1: lambda text: text[0] + "**"})
    book = load_workbook(target)
    sheet = book.worksheets[0]
    assert (sheet["B3"].value, sheet["B4"].value) == ("欧**", SECRET)  # row 4 was refused
    assert sheet["A6"].value == book["说明"]["A1"].value == SECRET
    with zipfile.ZipFile(target) as archive:
        found = {n: archive.read(n).decode().count(SECRET) for n in archive.namelist()}
    assert {name: count for name, count in found.items() if count} == {
        SHEET: 2,
        "xl/worksheets/sheet2.xml": 1,
    }


def test_a_number_is_covered_and_a_chain_of_formulas_is_left_to_excel():
    book = office_book()
    book.active["B3"].value = 13800138000
    book.active["B4"].value = "=B3"
    source = stored(book)
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("xl/calcChain.xml", "<calcChain/>")
    target = io.BytesIO()
    make = partial(answers, {1: lambda text: text[:3] + "****"}, [])
    workbooks.write(source, target, part=SHEET, first=2, columns=[1], make_answers=make)
    assert load_workbook(target).active["B3"].value == "138****"
    assert "xl/calcChain.xml" not in zipfile.ZipFile(target).namelist()


def test_where_names_are_covered_no_chart_may_remember_them():
    book = office_book()
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=2, min_row=3, max_row=4))
    book.active.add_chart(chart)
    with pytest.raises(workbooks.HasCopies):
        returned(book, {1: str})


def test_prefixes_missing_places_and_hidden_widths_do_not_confuse_it():
    source = stored(office_book())
    odd = re.sub(
        r"<(/?)(\w)",
        r"<\1x:\2",
        '<worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<cols><col min="1" max="16384" width="9" hidden="1"/></cols><sheetData>'
        "<row><c><v>1</v></c></row><row><c><v>2</v></c></row><row/>"
        "<row><c><v>4</v></c></row></sheetData></worksheet>",
    )
    target, made = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, odd if name == SHEET else old.read(name))
    make = partial(answers, {}, [])
    workbooks.write(made, target, part=SHEET, first=2, columns=(), make_answers=make)
    sheet = load_workbook(target).worksheets[0]
    assert [[c.value for c in row] for row in sheet.iter_rows(max_col=2)] == [
        *([1, None], [2, "结果"], [None, "原因3"], [4, "原因4"])
    ]
    with zipfile.ZipFile(target) as archive:
        widths = re.findall(r'<x:col min="(\d+)" max="(\d+)"', archive.read(SHEET).decode())
    assert widths == [("1", "1"), ("2", "2"), ("3", "16384")]
