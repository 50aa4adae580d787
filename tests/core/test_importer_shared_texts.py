"""Excel keeps each text once, for all cells: covering one cell leaves no copy of it behind."""

import io
import re
import zipfile
from functools import partial
from xml.sax.saxutils import escape

import pytest
from openpyxl import Workbook, load_workbook

from puyang_property.core.importer import workbooks, xmlpass

SHEET, OTHER = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
SECRET, REFUSED = "欧阳不见", "上官不录"
CELL = re.compile(r'(<c r="\w+"(?: s="\d+")?) t="inlineStr"><is><t>(.*?)</t></is></c>')
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml."
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def as_excel_keeps_it(book):
    """Return the bytes of `book` with shared texts, a reading aid and a chain of formulas."""
    plain, made, texts = io.BytesIO(), io.BytesIO(), []
    book.save(plain)

    def shared(found):
        start, text = found.groups()
        if text not in texts:
            texts.append(text)
        return f'{start} t="s"><v>{texts.index(text)}</v></c>'

    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if name.startswith("xl/worksheets/"):
                content = CELL.sub(shared, content)
            new.writestr(name, declared(name, content))
        rich = "".join(map(kept, texts))
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">\n{rich}\n</sst>')
        new.writestr("xl/calcChain.xml", f'<calcChain xmlns="{MAIN}"><c r="C5"/></calcChain>')
    return made


def kept(text):
    """Return a shared text in two runs, as an office that made a surname bold has it."""
    runs = (text[:1], text[1:])
    told = "".join(f"<r><rPr><b/></rPr><t>{escape(run)}</t></r>" for run in runs if run)
    return f'<si>{told}<rPh sb="0" eb="1"><t>ouyang</t></rPh><phoneticPr fontId="1"/></si>'


def declared(name, content):
    """Return the part with what Excel says of texts and chain in its lists of parts."""
    parts = (("sharedStrings", "sharedStrings"), ("calcChain", "calcChain"))
    if name == "[Content_Types].xml":
        more = "".join(
            f'<Override PartName="/xl/{file}.xml" ContentType="{KINDS}{kind}+xml"/>\n'
            for file, kind in parts
        )
        return content.replace("</Types>", f"\n{more}</Types>")
    if name == "xl/_rels/workbook.xml.rels":
        more = "".join(
            f'<Relationship Id="rIdX{kind}" Type="{RELATION}{kind}" Target="{file}.xml"/>\n'
            for file, kind in parts
        )
        return content.replace("</Relationships>", f"\n{more}</Relationships>")
    return content


@pytest.fixture
def office_book():
    book = Workbook()
    sheet = book.active
    sheet.append(["小区台账"])
    sheet.append(["小区", "联系人", "备注"])
    sheet.append(["东院", SECRET, "欧阳"])
    sheet.append(["西院", REFUSED, "欧阳"])
    sheet.append(["南院", SECRET, "=B5"])
    sheet.append([SECRET])
    book.create_sheet("说明").append([SECRET, "不要动"])
    return book


def answer(number):
    """Answer rows 3 to 5: row 4 was refused and is not covered."""
    if number not in {3, 4, 5}:
        return (None, None, {}) if number != 2 else ("结果", "heading", {})
    return "已导入", "plain", {} if number == 4 else {1: lambda text: text[0] + "**"}


def returned(source, columns=(1,)):
    target = io.BytesIO()
    make = partial(partial, answer)
    workbooks.write(source, target, part=SHEET, first=2, columns=columns, make_answers=make)
    return target


def test_a_shared_name_is_nowhere_but_in_cells_that_show_it(office_book):
    source = as_excel_keeps_it(office_book)
    target = returned(source)
    book = load_workbook(target)
    sheet = book.worksheets[0]
    assert [sheet.cell(n, 2).value for n in range(2, 6)] == ["联系人", "欧**", REFUSED, "欧**"]
    assert [sheet.cell(n, 4).value for n in range(2, 6)] == ["结果", *["已导入"] * 3]
    assert sheet["A6"].value == book["说明"]["A1"].value == SECRET  # not among the rows
    assert (sheet["A3"].value, book["说明"]["B1"].value) == ("东院", "不要动")
    with zipfile.ZipFile(target) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    rest = SECRET[1:]  # its own run in the shared texts
    found = {name: text.count(rest) for name, text in parts.items() if rest in text}
    assert found == {SHEET: 1, OTHER: 1}
    with zipfile.ZipFile(source) as archive:
        texts = archive.read("xl/sharedStrings.xml").decode()
    assert rest in texts
    assert parts["xl/sharedStrings.xml"].count("<si>") == texts.count("<si>")  # numbers still fit
    assert "xl/calcChain.xml" not in parts
    assert not [name for name, text in parts.items() if "calcChain" in text]


def test_where_nothing_is_covered_the_shared_texts_stay_byte_for_byte(office_book):
    source = as_excel_keeps_it(office_book)
    target = returned(source, columns=())
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target) as after:
        assert after.namelist() == before.namelist()
        assert after.read("xl/sharedStrings.xml") == before.read("xl/sharedStrings.xml")


def with_part(source, name, change):
    """Return the workbook with the text of one part changed; None leaves the part out."""
    made = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            content = old.read(part).decode()
            changed = change(content) if part == name else content
            if changed is not None:
                new.writestr(part, changed)
    return made


def test_a_sheet_written_over_many_lines_and_a_long_cell_come_back_whole(office_book):
    long = "很长的备注" * 4000  # several blocks of the stream
    office_book.active["C3"].value = long
    office_book.active.column_dimensions["A"].width = 33

    def spread(content):
        content = content.replace("<cols>", "<cols>\n ").replace("</cols>", "\n</cols>")
        return content.replace('<dimension ref="A1:C6" />', "<dimension>\n<x>y</x></dimension>")

    source = with_part(as_excel_keeps_it(office_book), SHEET, spread)
    sheet = load_workbook(returned(source)).active
    assert sheet["C3"].value == long
    assert sheet.column_dimensions["A"].width == 33


def test_a_long_text_that_is_covered_never_reaches_the_file_in_part(office_book):
    office_book.active["B3"].value = SECRET * 20_000
    plain = io.BytesIO()
    office_book.save(plain)
    target = returned(plain)
    assert load_workbook(target).active["B3"].value == "欧**"
    with zipfile.ZipFile(target) as archive:
        assert archive.read(SHEET).decode().count(SECRET) == 1  # the line below the rows


def test_a_formula_that_nobody_calculated_yet_keeps_its_column(office_book):
    def unasked(content):
        return content.replace(
            '<c r="C5"><f>B5</f><v /></c>',
            '<c r="C5"><f>B5</f></c><c r="D5" s="0"><f>A5</f></c>'
            '<c r="E5"><extLst><ext/></extLst></c>',
        )

    source = with_part(as_excel_keeps_it(office_book), SHEET, unasked)
    sheet = load_workbook(returned(source)).active
    assert [sheet.cell(5, n).value for n in (3, 4, 5)] == ["=B5", "=A5", "已导入"]


def test_a_workbook_without_styles_gets_its_answers_plain(office_book):
    source = with_part(as_excel_keeps_it(office_book), "xl/styles.xml", lambda _text: None)
    with zipfile.ZipFile(returned(source)) as archive:
        assert '<c r="D3" t="inlineStr">' in archive.read(SHEET).decode()


def test_a_part_that_declares_a_document_type_is_not_handed_on():
    odd = io.BytesIO(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(ValueError, match="document type"):
        xmlpass.Passing(lambda _bytes: None).run(odd)
