"""A sheet passes no guard by: what does not hold is refused, with the reason in the row."""

from datetime import date

import pytest
from django.utils import translation
from openpyxl import load_workbook

from communities.choices import Kind
from communities.models import UtilityTransfer
from communities.transfers.choices import State
from communities.transfers.imports import TRANSFERS
from puyang_property.core.importer import jobs, report, running
from tests.communities.transfers.sheets import OWN, own_sheet, reasons, transfer_of, workbook
from tests.communities.transfers.steps import FIRST, JINGDONG, Carrier, pay
from tests.factories.communities import CommunityFactory
from tests.factories.transfers import UtilityTransferFactory

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- no guard is passed by
@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"供水": "职能已移交"}, "职能已移交"),  # no day for the step
        ({"供水": "已清算"}, "职能已移交"),
        ({"供水": "已验收", "供水职能移交日期": "2017-06-01"}, "资产已移交"),
        ({"供水摸底日期": ""}, "已摸底"),
        ({"供水协议日期": "2017-02-01"}, "2017-03-01"),  # before the survey
        ({"供水协议日期": "2999-01-01"}, "不能晚于今天"),
        ({"供水接收单位": ""}, "接收"),
        ({"供水协议金额": ""}, "金额"),
        ({"供水接收单位类别": "国有物业公司"}, ""),
        ({"供水": "飞走了"}, "飞走了"),
        ({"供水": "已中止"}, "理由"),
        ({"供水": "已摸底"}, "已签协议"),  # a day beyond the state
        ({"移交企业": ""}, "移交企业"),
        ({"企业性质": ""}, "企业类别"),
        ({"小区名称": "没有这个院"}, "没有这个院"),
        ({"小区名称": ""}, "小区"),
    ],
)
def test_a_row_that_does_not_hold_is_refused_with_its_reason(
    compound, take_in_board, changes, word
):
    with translation.override("zh-hans"):
        job = take_in_board(own_sheet(**changes))
    assert job.counts == {"refused": 1}
    assert word in "".join(reasons(job))
    assert not UtilityTransfer.objects.exists()
    with job.report.open("rb") as file:
        told = list(load_workbook(file).active.iter_rows(values_only=True))
    assert told[0][-1] == report.heading()
    assert word in told[1][-1]


def test_a_settlement_by_sheet_keeps_to_the_shares(compound, officer_hualong, take_in_board):
    transfer = UtilityTransferFactory(community=compound)
    Carrier(transfer, officer_hualong).take(*FIRST)
    settled = workbook([["小区", "供水", "供水清算日期"], [compound.name, "已清算", "2018-12-01"]])
    assert take_in_board(settled).counts == {"refused": 1}
    pay(transfer, officer_hualong)
    settled.seek(0)
    assert take_in_board(settled).counts == {"merged": 1}
    transfer.refresh_from_db()
    assert (transfer.state, transfer.settled_on) == (State.SETTLED, date(2018, 12, 1))


def test_a_clerk_settles_nothing_by_sheet(compound, officer_hualong, clerk_zhongyuan, area):
    transfer = UtilityTransferFactory(community=compound)
    Carrier(transfer, officer_hualong).take(*FIRST)
    pay(transfer, officer_hualong)
    settled = workbook([["小区", "供水", "供水清算日期"], [compound.name, "已清算", "2018-12-01"]])
    street = area("hualong-zhongyuanlu")
    job = jobs.upload(TRANSFERS, settled, area=street, by=clerk_zhongyuan)
    jobs.begin(job, by=clerk_zhongyuan, dry_run=False, wait=True)
    running.run(job.pk)
    job.refresh_from_db()
    assert job.counts == {"refused": 1}


def test_works_are_accepted_by_sheet_only_when_it_says_how_good_they_are(
    compound, officer_hualong, take_in_board
):
    transfer = UtilityTransferFactory(community=compound)
    Carrier(transfer, officer_hualong).take(*FIRST[:-1])
    row = {
        "小区": compound.name,
        "供水": "已验收",
        "供水验收日期": "2018-06-01",
        "供水分户表数": 300,
    }
    assert take_in_board(workbook([list(row), list(row.values())])).counts == {"refused": 1}
    row["达标"] = "是"
    assert take_in_board(workbook([list(row), list(row.values())])).counts == {"merged": 1}
    transfer.refresh_from_db()
    assert (transfer.state, transfer.metered) == (State.ACCEPTED, 300)


def test_a_step_back_and_another_day_are_refused(compound, take_in_board):
    take_in_board(own_sheet())
    back = workbook([["小区", "供水"], [compound.name, "已摸底"]])
    assert take_in_board(back).counts == {"refused": 1}
    assert take_in_board(own_sheet(供水协议日期="2017-05-03")).counts == {"refused": 1}
    assert transfer_of(compound).agreement_signed_on == date(2017, 5, 2)


def test_one_item_that_is_refused_keeps_the_others_of_the_row_out(compound, take_in_board):
    job = take_in_board(own_sheet(供电="已摸底"))
    assert job.counts == {"refused": 1}
    assert not UtilityTransfer.objects.exists()


def test_a_compound_that_stands_twice_and_a_name_of_two_compounds_are_refused(
    compound, take_in_board
):
    rows = [list(OWN), list(OWN.values()), list(OWN.values())]
    assert take_in_board(workbook(rows)).counts == {"refused": 2}
    heads = ["公开编码", "小区", "供水"]
    rows = [heads, [compound.public_code, "", "已列入"], ["", compound.name, "已列入"]]
    assert take_in_board(workbook(rows)).counts == {"refused": 2}
    twin = CommunityFactory(at=JINGDONG, kind=Kind.SOE, name="采油一厂家属院")
    job = take_in_board(own_sheet())
    assert job.counts == {"refused": 1}
    assert twin.public_code in reasons(job)[0]


def test_a_sheet_of_another_area_reaches_nothing(compound, take_in_board, officer_puyangxian, area):
    sheet_of_hualong = own_sheet()
    job = jobs.upload(TRANSFERS, sheet_of_hualong, area=area("puyangxian"), by=officer_puyangxian)
    jobs.begin(job, by=officer_puyangxian, dry_run=False, wait=True)
    running.run(job.pk)
    job.refresh_from_db()
    assert job.counts == {"refused": 1}
