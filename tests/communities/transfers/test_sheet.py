"""The board comes back as a sheet: edited by an office, or an office's own."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from communities.choices import Kind
from communities.models import UtilityTransfer
from communities.transfers import actions, carrying, sheet
from communities.transfers.choices import Item, Mode, State
from communities.transfers.imports import COLUMNS
from puyang_property.core import history
from puyang_property.core.importer import undoing
from puyang_property.core.models import Event
from puyang_property.core.refusals import Refused
from tests.communities.transfers.sheets import own_sheet, reasons, transfer_of, workbook
from tests.communities.transfers.steps import AFTER, AGREED, FIRST, JINGDONG, Carrier, pay
from tests.factories.communities import CommunityFactory
from tests.factories.transfers import UtilityTransferFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(compound, officer_hualong):
    """A compound whose four transfers stand in four places."""
    ways = {
        Item.WATER: (Mode.TRANSFER_FIRST, (*FIRST, "settle")),
        Item.POWER: (Mode.REBUILD_FIRST, AFTER[:-1]),
        Item.HEAT_GAS: (Mode.TRANSFER_FIRST, AGREED),
    }
    for item, (mode, steps) in ways.items():
        transfer = UtilityTransferFactory(community=compound, item=item)
        carrier = Carrier(transfer, officer_hualong, mode)
        for step in steps:
            if step == "settle":
                pay(transfer, officer_hualong)
            carrier.take(step)
    resting = UtilityTransferFactory(
        community=compound, item=Item.PROPERTY, enterprise="中原油田（集团）"
    )
    actions.suspend(resting, by=officer_hualong, note="等省里的标准")
    CommunityFactory(at=JINGDONG, kind=Kind.SOE, name="空白家属院")
    return compound


@pytest.fixture
def exported(client_of, officer_hualong):
    """Return the rows of the exported workbook, as an office would open it."""

    def export(language="zh-hans"):
        client = client_of(officer_hualong)
        client.cookies["django_language"] = language
        client.cookies["language"] = language
        with translation.override(language):
            answer = client.get(reverse("communities:transfer_board"), {"export": "xlsx"})
        book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        return [list(row) for row in book.active.iter_rows(values_only=True)]

    return export


# ---------------------------------------------------------------- there and back
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_an_exported_board_changes_nothing_when_it_comes_back(
    filled, client_of, officer_hualong, take_in_board, suffix
):
    board = reverse("communities:transfer_board")
    answer = client_of(officer_hualong).get(board, {"export": suffix})
    file = SimpleUploadedFile(f"board.{suffix}", b"".join(answer.streaming_content))
    before, rows = Event.objects.count(), list(UtilityTransfer.objects.values().order_by("pk"))
    job = take_in_board(file)
    assert (job.counts, reasons(job)) == ({"known": 2}, [])
    told = set(Event.objects.order_by("-pk").values_list("subject_type__model", flat=True)[:3])
    assert told == {"importjob"}
    assert Event.objects.count() == before + 3  # uploaded, begun, done: of the import itself
    assert list(UtilityTransfer.objects.values().order_by("pk")) == rows


def test_a_sheet_in_the_other_language_is_understood():
    for column in COLUMNS:
        for language in sheet.LANGUAGES:
            with translation.override(language):
                heading = str(column.label)
            for reader in sheet.LANGUAGES:
                with translation.override(reader):
                    assert column.answers_to(heading), heading


def test_no_heading_names_two_columns():
    for language in sheet.LANGUAGES:
        with translation.override(language):
            for column in COLUMNS:
                named = [c.slug for c in COLUMNS if c.answers_to(str(column.label))]
                assert named == [column.slug]


def test_an_edited_cell_changes_that_fact_and_nothing_else(filled, exported, take_in_board):
    headings, *rows = exported()
    place = headings.index(str(sheet.heading(Item.HEAT_GAS, sheet.FIELDS[5])))
    assert sheet.FIELDS[5].name == "receiver"
    row = next(row for row in rows if row[0] == filled.name)
    row[place] = "濮阳市集中供热公司"
    job = take_in_board(workbook([headings, *rows]))
    assert job.counts == {"merged": 1, "known": 1}
    transfer = transfer_of(filled, Item.HEAT_GAS)
    assert transfer.receiver == "濮阳市集中供热公司"
    last = history.of(transfer).order_by("-seq").first()
    assert (last.name, last.changes) == ("changed", {"fields": ["receiver"]})


# ---------------------------------------------------------------- an office's own sheet
def test_an_own_sheet_opens_describes_and_carries_transfers_on(compound, take_in_board):
    job = take_in_board(own_sheet())
    assert (job.counts, reasons(job)) == ({"merged": 1}, [])
    transfer = transfer_of(compound)
    assert (transfer.state, transfer.enterprise_kind) == (State.AGREEMENT_SIGNED, "central")
    assert (transfer.households, transfer.agreed_total) == (300, Decimal(900000))
    assert (transfer.surveyed_on, transfer.agreement_signed_on) == (
        date(2017, 3, 1),
        date(2017, 5, 2),
    )
    names = [event.name for event in history.of(transfer)]
    assert names == ["identified", "changed", "surveyed", "agreement_signed"]
    assert compound.transfers.count() == 1  # 未启动 opens nothing


def test_an_english_sheet_by_public_code(compound, take_in_board):
    rows = [
        ["public code", "transferring enterprise", "kind of enterprise", "power", "heat"],
        [compound.public_code, "Zhongyuan Oilfield", "local state enterprise", "Identified", ""],
    ]
    assert take_in_board(workbook(rows)).counts == {"merged": 1}
    assert transfer_of(compound, Item.POWER).enterprise_kind == "local"


def test_the_kind_of_enterprise_may_be_said_once_for_the_whole_sheet(compound, take_in_board):
    job = take_in_board(own_sheet(企业性质=""), enterprise_kind="central_bankrupt")
    assert job.counts == {"merged": 1}
    assert transfer_of(compound).enterprise_kind == "central_bankrupt"


# ---------------------------------------------------------------- dry run, undo
def test_a_rehearsal_writes_nothing(compound, take_in_board):
    job = take_in_board(own_sheet(), dry_run=True)
    assert job.counts == {"merged": 1}
    assert not UtilityTransfer.objects.exists()


def test_an_import_is_undone_step_by_step(compound, officer_hualong, take_in_board):
    known = UtilityTransferFactory(community=compound, item=Item.POWER, receiver="原来的")
    actions.survey(known, by=officer_hualong, on=date(2017, 2, 1), households=300)
    job = take_in_board(
        own_sheet(供电="已签意向", 供电意向签订日期="2017-03-01", 供电接收单位="国网")
    )
    assert job.counts == {"merged": 1}
    undoing.undo(job, by=officer_hualong)
    assert not compound.transfers.current().filter(item=Item.WATER).exists()
    known.refresh_from_db()
    assert (known.state, known.receiver, known.intent_signed_on) == (
        State.SURVEYED,
        "原来的",
        None,
    )
    assert take_in_board(own_sheet()).counts == {"merged": 1}  # and it can come in again


def test_what_somebody_carried_on_is_not_undone(compound, officer_hualong, take_in_board):
    job = take_in_board(own_sheet())
    transfer = transfer_of(compound)
    day = date(2017, 7, 1)
    actions.transfer_function(transfer, by=officer_hualong, on=day)
    with pytest.raises(Refused):
        undoing.undo(job, by=officer_hualong)
    with pytest.raises(Refused):  # also where it is not the first transfer of its row
        carrying.put_back(transfer, {"seq": 1, "state": None, "facts": {}}, by=officer_hualong)
    transfer.refresh_from_db()
    assert transfer.state == State.FUNCTION_TRANSFERRED
