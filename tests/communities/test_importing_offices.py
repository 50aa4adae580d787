"""A workbook as a street office keeps it comes in; what is no entry is said beside its line."""

import io
import zlib
from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Border, Side

from communities.imports import COMPOUNDS
from communities.models import Community
from puyang_property.core.importer import jobs, readers, running
from puyang_property.core.importer.tasks import forget_files
from puyang_property.core.models.imports import Outcome
from tests.factories.core_clock import load_calendar

pytestmark = pytest.mark.django_db
EMPTY_ROWS = 20_000


def stored(book, name="台账.xlsx"):
    target = io.BytesIO()
    book.save(target)
    return ContentFile(target.getvalue(), name=name)


def register():
    """Return the workbook of a street: three lines of headings, dirt, totals, notes, borders."""
    book = Workbook()
    book.active.title = "说明"
    book.active.append(["填表前请阅读"])
    sheet = book.create_sheet("小区台账")
    sheet.append(["中原路街道２０１７年住宅小区基本情况统计表"])
    sheet.merge_cells("A1:K1")
    sheet.append(
        ["序号", "小区基本情况", None, None, "规模", None, None, "其他", None, None, "备注"]
    )
    sheet.append(
        [None, "小区名称", "社区", "地址", "户数", None, None, "绿化率", "竣工时间", "物业公司"]
    )
    sheet.append([None, None, None, None, "总户数", "楼栋数", "建筑面积", None, None, None, None])
    for merged in ("A2:A4", "B2:D2", "E2:G2", "B3:B4", "C3:C4", "D3:D4", "H3:H4", "I3:I4"):
        sheet.merge_cells(merged)
    day = datetime(2009, 5, 1)  # noqa: DTZ001 what a workbook holds
    for line in (
        ["一、老旧小区"],
        [1, "华府　山水", "京东社区", "中原路１８号", "５３００ 户", "12栋", "340000m2", 0.36]
        + ["2017年3月", "无物业"],
        [2, "盟城花园", "京东社区", "不详", "约300户", "—", "23万平方米", "40%", 42799, "暂无资料"],
        [3, "濮水小镇", "/", "0", 99, "约12", "-1", "40%(高)", "17/3/1?", None],
        ["序号", "小区名称", "社区", "地址", "总户数"],
        [4, "景观城", "没有这个社区", "胜利路1号", "一期30户二期40户", 5.0, "3.2公顷", 0.355, day],
        ["合计", None, None, None, 5699, 17],
        [None, "总计", None, None, 5699],
        ["注：以上数据截至2017年12月。"],
        ["填表人：张三", None, None, "审核人：李四"],
    ):
        sheet.append(line)
    sheet["H6"].number_format = sheet["H10"].number_format = "0%"
    edge = Border(bottom=Side("thin"))
    for number in range(16, 16 + EMPTY_ROWS):
        sheet.cell(number, 1).border = edge
    return book


@pytest.fixture(scope="module")
def content():
    target = io.BytesIO()
    register().save(target)
    return target.getvalue()


@pytest.fixture
def job(content, area, clerk_zhongyuan, officer_hualong):
    load_calendar()
    file, street = ContentFile(content, name="台账.xlsx"), area("hualong-zhongyuanlu")
    job = jobs.upload(COMPOUNDS, file, area=street, by=officer_hualong)
    jobs.begin(job, by=officer_hualong, dry_run=False, wait=True)
    running.run(job.pk)
    job.refresh_from_db()
    return job


def test_headings_of_three_merged_lines_are_read_as_one(content):
    table = readers.read(io.BytesIO(content), "台账.xlsx", COMPOUNDS)
    assert (table.sheet, table.first) == ("小区台账", 4)
    assert table.headings[:7] == [
        "序号",
        "小区名称",
        "社区",
        "地址",
        "总户数",
        "楼栋数",
        "建筑面积",
    ]
    assert [number for number, _cells in table.rows] == list(range(5, 15))


def test_entries_come_in_and_other_lines_say_what_they_are(job):
    assert not job.problem
    came_in = job.rows.filter(outcome=Outcome.CREATED).values_list("label", flat=True)
    assert list(came_in) == ["华府 山水", "盟城花园", "濮水小镇", "景观城"]
    reasons = {row.number: row.reasons[0] for row in job.rows.filter(outcome=Outcome.REFUSED)}
    assert list(reasons) == [5, 9, 11, 12, 13, 14]
    assert reasons[11] == reasons[12] != reasons[13] == reasons[14] != reasons[5] != reasons[9]


def test_cells_are_read_as_they_are_meant(job):
    first, second, third, fourth = Community.objects.order_by("id")
    assert (first.households, first.buildings, first.floor_area) == (5300, 12, 340000)
    assert (first.green_rate, first.built_year, first.address) == (36, 2017, "中原路18号")
    assert (first.management_mode, first.area.key) == ("none", "hualong-zhongyuanlu-jingdong")
    assert (second.households, second.floor_area, second.built_year) == (300, 230000, 2017)
    assert (second.address, second.buildings, second.management_mode) == ("", None, "unknown")
    assert (third.households, third.buildings, third.green_rate) == (99, 12, 40)
    assert (fourth.buildings, fourth.floor_area, fourth.built_year) == (5, 32000, 2009)
    assert str(fourth.green_rate) == "35.50"


def test_what_is_not_understood_is_left_empty_and_told(job):
    third, fourth = Community.objects.order_by("id")[2:]
    assert (third.built_year, third.floor_area, fourth.households) == (None, None, None)
    told = {row.label: " ".join(row.reasons) for row in job.rows.all()}
    assert "17/3/1?" in told["濮水小镇"]
    assert "一期30户二期40户" in told["景观城"]
    assert "没有这个社区" in told["景观城"]
    assert not told["盟城花园"]


def test_the_report_is_the_offices_workbook_with_a_reason_beside_each_line(job):
    with job.report.open("rb") as file:
        book = load_workbook(file)
    assert book.sheetnames == ["说明", "小区台账"]
    sheet = book["小区台账"]
    result = 12
    assert sheet.cell(4, result).value
    assert sheet.cell(2, 2).value == "小区基本情况"
    assert all(sheet.cell(number, result).value for number in range(5, 15))
    assert sheet.cell(16, result).value is None
    refused, came_in = sheet.cell(11, result), sheet.cell(6, result)
    assert (refused.fill.fgColor.rgb, came_in.fill.fill_type) == ("00F8CBAD", None)


def test_other_sheets_that_look_like_registers_are_named(area, officer_hualong, client_of):
    book = Workbook()
    book.active.title = "京东"
    for sheet in (book.active, book.create_sheet("黄河"), book.create_sheet("填表说明")):
        if sheet.title != "填表说明":
            sheet.append(["小区名称", "户数"])
            sheet.append([f"{sheet.title}院", 3])
    target = io.BytesIO()
    book.save(target)
    file = ContentFile(target.getvalue(), name="台账.xlsx")
    job = jobs.upload(COMPOUNDS, file, area=area("hualong"), by=officer_hualong)
    assert (job.options["sheet"], job.options["unread"]) == ("京东", ["黄河"])
    assert "黄河" in client_of(officer_hualong).get(job.get_absolute_url()).text


@pytest.mark.parametrize("name", ["合计花园", "注册小区", "一、二期家园", "说明苑", "小计里"])
def test_names_that_only_begin_like_that_are_names(name, area, officer_hualong):
    file = ContentFile(f"小区名称,户数\n{name},3\n".encode(), name="a.csv")
    job = jobs.upload(COMPOUNDS, file, area=area("hualong"), by=officer_hualong)
    jobs.begin(job, by=officer_hualong, dry_run=False, wait=True)
    running.run(job.pk)
    assert Community.objects.get().name == name


def test_what_is_hidden_is_read_and_told_before_the_check(area, officer_hualong, client_of):
    book = Workbook()
    old = book.create_sheet("旧表", 0)
    for sheet in (old, book.worksheets[1]):
        sheet.append(["小区名称", "户数", None, "地址"])
        for number in range(4):
            sheet.append([f"{sheet.title}{number}院", 3, None, f"胜利路{number}号"])
        sheet.append([])
    old.sheet_state = "hidden"
    sheet = book.worksheets[1]
    for number in (1, 3, 4, 6):  # the headings, two rows, a blank one
        sheet.row_dimensions[number].hidden = True
    sheet.column_dimensions.group("C", "D", hidden=True)
    target = io.BytesIO()
    book.save(target)
    content = ContentFile(target.getvalue(), name="台账.xlsx")
    job = jobs.upload(COMPOUNDS, content, area=area("hualong"), by=officer_hualong)
    assert (job.options["sheet"], job.options["hidden_rows"]) == (sheet.title, 2)
    assert job.options["hidden_columns"] == ["D 地址"]
    assert "hidden_sheet" not in job.options
    client = client_of(officer_hualong)
    for name in ("desk:import_columns", "desk:import_detail"):
        page = client.get(reverse(name, args=[job.pk])).text
        assert "D 地址" in page
    jobs.begin(job, by=officer_hualong, dry_run=True, wait=True)
    assert running.run(job.pk).counts == {"created": 4}


def test_a_hidden_sheet_that_is_read_is_told_before_the_check(area, officer_hualong, client_of):
    book = Workbook()
    book.active.append(["填表前请阅读"])
    sheet = book.create_sheet("小区台账")
    sheet.append(["小区名称", "户数"])
    sheet.append(["东院", 3])
    sheet.sheet_state = "hidden"
    job = jobs.upload(COMPOUNDS, stored(book), area=area("hualong"), by=officer_hualong)
    page = client_of(officer_hualong).get(reverse("desk:import_columns", args=[job.pk])).text
    assert "工作表“小区台账”" in page
    assert "隐藏" in page


def test_a_workbook_with_a_chart_comes_back_as_its_cells_where_names_are_covered(
    area, officer_hualong, caplog
):
    book = Workbook()
    sheet = book.active
    sheet.append(["小区台账"])
    sheet.append(["小区名称", "联系人", "户数", "备注"])
    sheet.append(["东院", "欧阳静怡", 12, None])
    sheet.append(["西院", None, 0.5, None])
    sheet["D4"].value, sheet["D4"].data_type = "=A3", "s"
    sheet.append([None, "上官不录", None])
    sheet["C4"].number_format = "0%"
    book.create_sheet("说明").append(["不要动", None, 3])
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=5))
    sheet.add_chart(chart)
    job = jobs.upload(COMPOUNDS, stored(book), area=area("hualong"), by=officer_hualong)
    jobs.begin(job, by=officer_hualong, dry_run=False, wait=True)
    running.run(job.pk)
    job.refresh_from_db()
    assert "holds cells only" in caplog.text
    with job.report.open("rb") as report:
        found = load_workbook(report)
    lines = [[cell.value for cell in row] for row in found.worksheets[0].iter_rows()]
    assert [line[:4] for line in lines] == [
        ["小区台账", None, None, None],
        ["小区名称", "联系人", "户数", "备注"],
        ["东院", "欧**", 12, None],
        ["西院", None, 0.5, "=A3"],
        [None, "上官不录", None, None],  # refused: no record holds it
    ]
    assert [bool(line[4]) for line in lines] == [False, True, True, True, True]
    assert (found.worksheets[0]["C4"].number_format, found.worksheets[0]["D4"].data_type) == (
        *("0%", "s"),
    )
    assert [cell.value for cell in found["说明"][1]] == ["不要动", None, 3]


def test_a_sheet_that_breaks_off_below_its_headings_is_hidden_nowhere(content, monkeypatch):
    def broken(*_arguments, **_options):
        raise zlib.error

    table = readers.Table(["小区名称"], iter(()), 1, sheet="台账", part="xl/worksheets/sheet1.xml")
    monkeypatch.setattr(readers, "Layout", broken)
    assert readers.hidden(io.BytesIO(content), table) == {"hidden_sheet": False}


def test_contacts_in_columns_not_taken_in_are_masked_and_go_after_a_month(area, officer_hualong):
    lines = "小区名称,物业公司,联系人,联系电话", "东院,隆达物业,欧阳静怡,19903937788"
    content = ContentFile("\n".join(lines).encode(), name="台账.csv")
    job = jobs.upload(COMPOUNDS, content, area=area("hualong"), by=officer_hualong)
    assert set(job.mapping) == {"name", "property_company"}
    jobs.begin(job, by=officer_hualong, dry_run=True, wait=True)
    running.run(job.pk)
    job.refresh_from_db()
    with job.report.open("rb") as report:
        assert "东院,隆达物业,欧**,199****7788" in report.read().decode()
    assert forget_files(job.created_at + timedelta(days=29)) == 0
    assert forget_files(job.created_at + timedelta(days=31)) == 1
