"""The writing of exports: what a cell shows, and what is kept in memory for it."""

import io
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from openpyxl import load_workbook

from puyang_property.core import exports
from puyang_property.core.actors import CLOCK
from puyang_property.core.models import CalendarDay
from puyang_property.core.workdays import DayKind
from tests.factories.core_clock import CalendarDayFactory

COLUMNS = (
    exports.Column("day", "day"),
    exports.Column("kind", "kind", exports.label(CalendarDay.Kind)),
    exports.Column("name_zh", "name"),
)


@pytest.fixture
def days(db):
    for number in range(1, 13):
        kind = DayKind.HOLIDAY if number % 2 else DayKind.LOCAL_CLOSURE
        CalendarDayFactory(day=date(2028, number, 3), kind=kind, name_zh=f"第{number % 3}日")
    return CalendarDay.objects.filter(day__year=2028).order_by("day")


def written(rows, columns=COLUMNS):
    return "".join(exports.in_language(exports.csv_lines(rows, columns)))


def test_what_was_shown_once_is_shown_the_same_again_however_little_is_kept(days, monkeypatch):
    whole = written(days)
    for kept in (0, 1, 2):
        monkeypatch.setattr(exports, "KEPT_AT_MOST", kept)
        assert written(days) == whole
    assert whole.count("第1日") == 4


def test_each_file_is_in_the_language_of_its_reader(days):
    with translation.override("en"):
        english = written(days)
    with translation.override("zh-hans"):
        chinese = written(days)
    assert ("holiday" in english, "holiday" in chinese) == (True, False)
    assert english.count("\n") == chinese.count("\n") == 13


def test_what_is_kept_stays_small_however_many_rows_differ(monkeypatch):
    monkeypatch.setattr(exports, "KEPT_AT_MOST", 10)
    cell = exports._Cell(None, exports.harmless)
    assert [cell(f"PY-{number}") for number in range(1000)][-1] == "PY-999"
    assert len(cell.kept) == 10


def test_the_file_leaves_in_pieces(days, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 5)
    pieces = list(exports.csv_lines(days, COLUMNS))
    assert [piece.count("\r\n") for piece in pieces] == [6, 5, 2]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        ("=1+1", "'=1+1"),
        (7, 7),
        (True, "True"),
        (Decimal("1.50"), Decimal("1.50")),
        (date(2026, 11, 16), "2026-11-16"),
        (datetime(2026, 11, 16, 1, 30, tzinfo=UTC), "2026-11-16T09:30+08:00"),
        ({"a": 1}, "{'a': 1}"),
    ],
)
def test_a_cell_shows_a_value_as_a_spreadsheet_holds_it(value, shown):
    assert exports._Cell(None, exports.harmless)(value) == shown


@pytest.mark.parametrize("text", ["=1+1", "#N/A", "#REF!", "0123", "1e5"])
def test_excel_takes_text_for_text(days, text):
    CalendarDay.objects.filter(pk=days[0].pk).update(name_zh=text)
    with closing(exports.xlsx_response(days, COLUMNS, filename="days", by=CLOCK)) as answer:
        sheet = load_workbook(io.BytesIO(answer.getvalue())).active
    cell = sheet.cell(2, 3)
    assert (cell.value, cell.data_type) == (text, "s")
