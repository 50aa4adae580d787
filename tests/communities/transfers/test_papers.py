"""The papers of a transfer: scans of the agreement and others, and the filing of the assets."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from communities.models import UtilityTransfer
from communities.transfers import actions, board, papers
from communities.transfers.choices import Filing, Paper
from puyang_property.core import files, history
from puyang_property.core.files import processing
from puyang_property.core.refusals import Forbidden, Refused
from tests.communities.transfers.steps import AGREED, FIRST, pay
from tests.factories.core_files import picture

pytestmark = pytest.mark.django_db
FILED = {"on": date(2018, 3, 1), "filed_with": Filing.SASAC, "number": "国资备〔2018〕7号"}


def scan(name="移交协议.jpg"):
    return SimpleUploadedFile(name, picture())


@pytest.fixture
def handed_over(carrier):
    return carrier.take(*AGREED, "transfer_function", "transfer_assets")


def test_the_agreement_is_kept_with_its_step(carrier, officer_hualong):
    transfer = carrier.take("survey")
    facts = carrier.facts("sign_agreement")
    on = carrier.on + timedelta(days=1)
    actions.sign_agreement(transfer, by=officer_hualong, on=on, scan=scan(), **facts)
    papers.attach(transfer, by=officer_hualong, paper=Paper.LIST, file=scan("清单.jpg"))
    found = [(str(label), [each.original_name for each in kept])
             for label, kept in papers.kept(transfer)]  # fmt: skip
    assert found == [
        (Paper.AGREEMENT.label, ["移交协议.jpg"]),
        (Paper.LIST.label, ["清单.jpg"]),
    ]
    told = list(history.of(transfer).values_list("name", flat=True))
    assert told[-3:] == ["agreement_signed", "paper_kept", "paper_kept"]


def test_another_office_keeps_no_scan_and_reads_none(
    transfer, officer_hualong, officer_puyangxian, client_of, client
):
    with pytest.raises(Forbidden):
        papers.attach(transfer, by=officer_puyangxian, paper=Paper.AGREEMENT, file=scan())
    papers.attach(transfer, by=officer_hualong, paper=Paper.AGREEMENT, file=scan())
    (stored,) = files.of(transfer)
    processing.process(stored.pk)
    assert client_of(officer_puyangxian).get(stored.get_absolute_url()).status_code == 404
    assert client_of(officer_hualong).get(stored.get_absolute_url()).status_code == 200


def test_the_filing_is_recorded_once_with_day_office_and_number(handed_over, officer_hualong):
    assert handed_over.lacks_filing
    assert list(UtilityTransfer.objects.unfiled()) == [handed_over]
    papers.file_assets(handed_over, by=officer_hualong, **FILED)
    handed_over.refresh_from_db()
    assert (handed_over.filed_on, handed_over.filed_with) == (date(2018, 3, 1), Filing.SASAC)
    assert not handed_over.lacks_filing
    assert history.of(handed_over).last().changes["filing_number"] == "国资备〔2018〕7号"
    with pytest.raises(Refused):
        papers.file_assets(handed_over, by=officer_hualong, **FILED)


def test_nothing_is_filed_before_the_assets_went_over_or_on_a_day_to_come(
    transfer, carrier, officer_hualong
):
    with pytest.raises(Refused):
        papers.file_assets(transfer, by=officer_hualong, **FILED)
    carrier.take(*AGREED, "transfer_function", "transfer_assets")
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        papers.file_assets(transfer, by=officer_hualong, **{**FILED, "on": tomorrow})
    assert set(refused.value.message_dict) == {"on"}
    with pytest.raises(ValidationError) as refused:
        actions.describe(transfer, by=officer_hualong, filed_on=tomorrow, filed_with=Filing.FINANCE)
    assert set(refused.value.message_dict) == {"filed_on"}


def test_a_settlement_waits_for_money_and_not_for_the_filing(carrier, officer_hualong):
    """LAW.md names no guard on it there, and the text was not read: the page warns instead."""
    transfer = carrier.take(*FIRST)
    pay(transfer, officer_hualong)
    carrier.take("settle")
    assert transfer.lacks_filing
    papers.file_assets(transfer, by=officer_hualong, **FILED)
    assert not transfer.lacks_filing


def test_the_database_keeps_no_filing_without_its_office(transfer):
    for wrong in ({"filed_on": date(2018, 3, 1)}, {"filing_number": "7"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            UtilityTransfer.objects.filter(pk=transfer.pk).update(**wrong)


def test_page_and_board_show_what_is_not_filed(handed_over, officer_hualong, client_of):
    desk, of = client_of(officer_hualong), handed_over.pk
    filing = reverse("communities:transfer_file", args=[of])
    assert filing in desk.get(handed_over.get_absolute_url()).text
    shown = desk.get(reverse("communities:transfer_board"), {"flag": board.Flag.UNFILED}).text
    assert handed_over.community.name in shown
    sent = {"on": "2018-03-01", "filed_with": "sasac", "number": "国资备〔2018〕7号", "note": ""}
    assert desk.post(filing, sent).status_code == 302
    assert "国资备〔2018〕7号" in (page := desk.get(handed_over.get_absolute_url()).text)
    assert filing not in page
    paper = reverse("communities:transfer_paper", args=[of])
    assert desk.post(paper, {"paper": "agreement", "file": scan()}).status_code == 302
    assert "移交协议.jpg" in desk.get(handed_over.get_absolute_url()).text
