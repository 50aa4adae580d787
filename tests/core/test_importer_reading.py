"""Files as offices send them: merged headings, blank rows, full width, units inside numbers."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from puyang_property.core.importer import Column, ImportKind, cells, readers

KIND = ImportKind(
    slug="test",
    label="test",
    columns=(
        Column("name", "name", ("小区名称", "名称"), required=True),
        Column("households", "households", ("户数",)),
        Column("address", "address", ("地址",)),
    ),
    clean_row=None,
    find_duplicates=None,
    apply=None,
    undo=None,
    permission="",
)


def workbook(rows, *, merge=None, before=None):
    book = Workbook()
    if before:
        book.active.title = before
        sheet = book.create_sheet("台账")
    else:
        sheet = book.active
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    target = io.BytesIO()
    book.save(target)
    return target


def table(file, name="小区.xlsx"):
    found = readers.read(file, name, KIND)
    return found, list(found.rows)


def test_the_heading_is_found_below_a_title():
    found, rows = table(
        workbook([["2017年小区台账"], [], ["序号", "小区名称", "户数"], [1, "甲", 3]])
    )
    assert found.headings == ["序号", "小区名称", "户数"]
    assert rows == [(4, (1, "甲", 3))]


def test_a_heading_of_two_rows_is_read_as_one():
    head = [["小区名称", "规模", None], [None, "户数", "面积"], ["甲", 3, 9]]
    found, rows = table(workbook(head, merge="B1:C1"))
    assert found.headings == ["小区名称", "户数", "面积"]
    assert [number for number, _cells in rows] == [3]


def test_blank_rows_in_between_are_no_rows():
    _found, rows = table(workbook([["名称"], ["甲"], [], [" 　"], ["乙"]]))
    assert [(number, values[0]) for number, values in rows] == [(2, "甲"), (5, "乙")]


def test_the_sheet_with_the_headings_is_taken():
    found, rows = table(workbook([["名称", "户数"], ["甲", 1]], before="说明"))
    assert found.sheet == "台账"
    assert len(rows) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_any_usual_coding(encoding, delimiter):
    text = f"小区名称{delimiter}户数\r\n甲{delimiter}3\r\n\r\n乙{delimiter}4\r\n"
    found, rows = table(io.BytesIO(text.encode(encoding)), "小区.csv")
    assert found.headings == ["小区名称", "户数"]
    assert [(n, values) for n, values in rows] == [(2, ["甲", "3"]), (4, ["乙", "4"])]


def test_json_lines_have_the_keys_of_all_records_and_keep_broken_lines_as_rows():
    lines = b'{"name": "a"}\n\nnot json\n[1]\n{"households": 3}\n'
    found, rows = table(io.BytesIO(lines), "x.jsonl")
    assert found.headings == ["name", "households"]
    assert rows == [(1, ["a", None]), (3, [None, None]), (4, [None, None]), (5, [None, 3])]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "x.csv"),
        (b"\n\n", "x.csv"),
        (b"PK nonsense", "x.xlsx"),
        (b"a", "x.xls"),
        (b"", "x.jsonl"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_words(content, name):
    with pytest.raises(ValidationError):
        table(io.BytesIO(content), name)


@pytest.mark.parametrize("broken", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_damaged_workbook_is_refused_with_words(broken):
    whole, damaged = zipfile.ZipFile(workbook([["名称"], ["甲"]])), io.BytesIO()
    with zipfile.ZipFile(damaged, "w") as archive:
        for part in whole.namelist():
            content = whole.read(part)
            archive.writestr(part, content[: len(content) // 2] if part == broken else content)
    with pytest.raises(ValidationError):
        table(damaged)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("　华府　山水 ", "华府 山水"),
        ("１２号", "12号"),
        ("不详", ""),
        ("暂无资料", ""),
        ("暂无信息 %", ""),
        ("0", ""),
        (0, ""),
        ("0.00", ""),
        ("—", ""),
        (3.0, "3"),
        ("0393花园", "0393花园"),
        (datetime(2017, 3, 5), "2017-03-05"),  # noqa: DTZ001 what a workbook holds
    ],
)
def test_placeholders_become_empty(cell, text):
    assert cells.text(cell) == text


@pytest.mark.parametrize(
    ("cell", "area"),
    [
        ("340000m2", 340000),
        ("340000 平方米", 340000),
        ("1,000,000 平方米", 1000000),
        ("23万m2", 230000),
        ("3.5万㎡", 35000),
        ("约６０００", 6000),
        ("近60亩", Decimal("40000.00")),
        ("-1 平方米", None),
        ("0", None),
        ("一期3万,二期4万", None),
        ("地下2.69万平方米", None),
        ("600 户", None),
    ],
)
def test_areas_are_read_with_their_units(cell, area):
    assert cells.square_metres(cell) == area


@pytest.mark.parametrize(
    ("cell", "count"),
    [("5300 户", 5300), ("558户 户", 558), ("约1147 户", 1147), (99, 99), ("西地块约1181户", None)]
    + [("100元/月", None), ("1:1", None), ("1.5", None), ("不详", None)],
)
def test_counts_are_read_with_their_unit_only(cell, count):
    assert cells.whole(cell, ("户",)) == count


@pytest.mark.parametrize(
    ("cell", "share"),
    [("36%", 36), ("40% %", 40), ("40%(高)", 40), ("35.1 %", Decimal("35.1")), ("140%", None)]
    + [("暂无信息 %", None), ("0", None)],
)
def test_percentages_are_read(cell, share):
    assert cells.share(cell) == share


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2017年3月5日", date(2017, 3, 5)),
        ("２０１７－３－５", date(2017, 3, 5)),
        ("2017.03.05", date(2017, 3, 5)),
        ("20170305", date(2017, 3, 5)),
        (42799, date(2017, 3, 5)),
        ("42799", date(2017, 3, 5)),
        (datetime(2017, 3, 5, 9), date(2017, 3, 5)),  # noqa: DTZ001 what a workbook holds
        ("2017年2月30日", None),
        ("三月", None),
    ],
)
def test_days_are_read_from_text_and_serials(cell, day):
    assert cells.day(cell) == day


@given(st.one_of(st.text(), st.integers(), st.floats(), st.dates(), st.none(), st.booleans()))
def test_no_cell_is_a_fault_of_ours(cell):
    cells.text(cell)
    cells.day(cell)
    cells.year(cell)
    cells.number(cell)
    cells.square_metres(cell)
    cells.whole(cell, ("户",))
    cells.share(cell)
