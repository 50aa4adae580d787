"""A street clerk takes in the street's own workbook, decides what is twice, undoes a mistake."""

import pytest
from openpyxl import Workbook

from communities.models import Community
from puyang_property.core.importer import jobs, running, working
from puyang_property.core.models import ImportJob
from puyang_property.core.models.imports import Decision, ImportStatus, Outcome

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def worker(monkeypatch):
    """A worker that is at once at hand: what is handed over is done before the answer."""
    does = {"run_import": running.run, "go_on": working.run}
    monkeypatch.setattr(jobs, "hand_over", lambda task, pk: does[task](pk))


@pytest.fixture
def workbook(tmp_path):
    """Write a workbook as a street keeps it: workbook(name, *lines) -> path."""

    def write(name, *lines):
        book = Workbook()
        sheet = book.active
        sheet.append(["中原路街道住宅小区台账"])
        sheet.append(["序号", "小区名称", "位置", None, "规模", None])
        sheet.append([None, None, "社区", "地址", "户数", "竣工时间"])
        for merged in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"):
            sheet.merge_cells(merged)
        for line in lines:
            sheet.append(line)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


def upload(clerk, path):
    """Hand over the file, and let it be checked."""
    clerk.open("/desk/imports/upload/?kind=compounds")
    clerk.page.set_input_files("input[type=file]", path)
    clerk.page.locator("select[name=area]").select_option(index=1)
    clerk.press("Upload")
    clerk.press("Save columns and check the file")


def correct(clerk, made):
    """Fill in the year that the workbook told in words."""
    clerk.open(f"{made.get_absolute_url()}change/")
    clerk.fill("year built", "1995")
    clerk.press("Save")
    made.refresh_from_db()
    assert (made.built_year, made.is_published) == (1995, True)


def test_a_clerk_takes_in_a_messy_workbook_decides_corrects_and_undoes_another(
    signed_in, town, clerk_zhongyuan, worker, workbook
):
    # Given a workbook with a compound that the register has, dirt and a line of totals
    path = workbook(
        "台账.xlsx",
        [1, "锦绣花园", "京东社区", "京开大道１８号", "约３００户", "2017年3月"],
        [2, "盟城小区", "京东社区", "胜利路2号", "不详", "九十年代"],
        ["合计", None, None, None, 300],
    )
    clerk = signed_in(clerk_zhongyuan)
    clerk.names |= {"xlsx", "JSON Lines"}

    # When the clerk hands it over, reads what would happen, and imports it
    upload(clerk, path)
    clerk.sees("This was a check: nothing is written yet. Look at the rows below, then import.")
    clerk.sees("A line of totals, no entry.")
    assert Community.objects.count() == 1
    clerk.press("Import now")

    # And decides the one that is there already, the row's year and households filled in
    clerk.follow_in_row("锦绣花园", "Decide")
    clerk.sees("Side by side")
    clerk.press(Decision.MERGE.label)
    job = ImportJob.objects.get()
    assert job.counts == {"created": 1, "merged": 1, "refused": 1}
    town.refresh_from_db()
    assert (town.households, town.built_year) == (300, 2017)

    # And corrects what was not understood
    made = Community.objects.get(name="盟城小区")
    assert made.built_year is None
    correct(clerk, made)

    # And undoes a second workbook, which was another street's
    upload(clerk, workbook("错.xlsx", [1, "别处花园", None, "别处路1号", 20, 1999]))
    clerk.press("Import now")
    assert Community.objects.get(name="别处花园").is_current
    clerk.follow("Undo")
    clerk.press("Undo the whole import")

    # Then the mistake is gone and the first import stands
    second = ImportJob.objects.latest("pk")
    assert (second.status, second.counts) == (ImportStatus.UNDONE, {Outcome.UNDONE: 1})
    assert not Community.objects.get(name="别处花园").is_current
    assert made.is_current
    clerk.open("/desk/imports/")
    clerk.sees("台账.xlsx", "错.xlsx")
