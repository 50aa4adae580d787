"""The board of utility transfers and the pages of one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Area
from communities import following
from communities.choices import Kind
from communities.models import LegacyIssue, UtilityTransfer
from communities.transfers import legacy
from communities.transfers.choices import Item, State
from puyang_property.core.models import Deadline
from tests.communities.transfers.steps import JINGDONG
from tests.factories.communities import CommunityFactory
from tests.factories.transfers import TransferCostFactory, UtilityTransferFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def compound(area):
    return CommunityFactory(at=JINGDONG, kind=Kind.SOE, name="采油一厂家属院")


@pytest.fixture
def transfer(compound):
    return UtilityTransferFactory(community=compound, item=Item.WATER)


@pytest.fixture
def officer(client_of, officer_hualong):
    return client_of(officer_hualong)


def page(name, row):
    return reverse(f"communities:{name}", args=[row.pk])


def test_the_board_shows_compounds_and_their_four_items(officer, transfer):
    CommunityFactory(at=JINGDONG, kind=Kind.OLD, name="老家属院")
    answer = officer.get(reverse("communities:transfer_board"))
    assert "采油一厂家属院" in answer.text
    assert "老家属院" not in answer.text
    (line,) = answer.context["lines"]
    assert line.transfers == (transfer, None, None, None)
    numbers = [[number for _item, number, _url in t.cells] for t in answer.context["totals"]]
    assert numbers == [
        [1, 0, 0, 0],
        [0, 1, 1, 1],
        [1, 0, 0, 0],
    ]  # identified, not opened, not closed


def test_the_board_is_narrowed_by_item_and_state_of_the_same_transfer(officer, transfer):
    other = CommunityFactory(at=JINGDONG, kind=Kind.SOE)
    UtilityTransferFactory(
        community=other, item=Item.POWER, state=State.SURVEYED, surveyed_on=date(2017, 1, 1)
    )
    UtilityTransferFactory(community=other, item=Item.WATER, state=State.CANCELLED)
    board = reverse("communities:transfer_board")
    found = officer.get(board, {"item": "water", "state": "identified"}).context["lines"]
    assert [line.community for line in found] == [transfer.community]
    assert officer.get(board, {"item": "water", "state": "surveyed"}).context["lines"] == []


def test_the_board_costs_the_same_for_one_compound_and_for_many(officer, compound, queries):
    board = reverse("communities:transfer_board")
    UtilityTransferFactory(community=compound)
    queries(officer, board)  # the first one fills caches
    one = queries(officer, board)
    for _number in range(6):
        UtilityTransferFactory(community=CommunityFactory(at=JINGDONG, kind=Kind.SOE))
    assert queries(officer, board) == one


def test_the_board_is_exported_with_a_column_for_each_item(officer, transfer):
    answer = officer.get(reverse("communities:transfer_board"), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "采油一厂家属院" in text
    assert "中原油田" in text


def test_the_district_opens_a_transfer_and_carries_it_on(officer, compound):
    form = {"item": "heat_gas", "enterprise": "中原油田", "enterprise_kind": "central"}
    assert officer.post(page("transfer_add", compound), form).status_code == 302
    transfer = UtilityTransfer.objects.get()
    survey = {"on": "2017-03-01", "households": "300", "metered": "20", "assets": "换热站1座"}
    assert officer.post(page("transfer_survey", transfer), survey).status_code == 302
    agreement = {
        "on": "2017-05-02",
        "mode": "rebuild_first",
        "receiver_kind": "utility",
        "receiver": "濮阳市热力公司",
        "total": "900000",
    }
    assert officer.post(page("transfer_sign_agreement", transfer), agreement).status_code == 302
    transfer.refresh_from_db()
    assert (transfer.state, transfer.mode) == (State.AGREEMENT_SIGNED, "rebuild_first")
    shown = officer.get(transfer.get_absolute_url())
    assert "濮阳市热力公司" in shown.text
    offered = {verb.slug for verb, _url in shown.context["verbs"]}
    assert offered == {"rebuild", "suspend", "take_back", "cancel"}


def test_a_step_that_is_refused_keeps_what_was_typed(officer, transfer):
    answer = officer.post(page("transfer_survey", transfer), {"on": "2017-03-01", "assets": "井"})
    assert answer.status_code == 422
    assert "井" in answer.text


def test_a_settlement_says_what_is_missing(officer, transfer):
    TransferCostFactory(transfer=transfer)
    assert "1,000.00" in officer.get(transfer.get_absolute_url()).text
    shares = {"central": "500", "group": "300", "enterprise": "200"}
    assert officer.post(page("transfer_fund", transfer), shares).status_code == 302
    assert officer.get(transfer.get_absolute_url()).context["problems"]


def test_a_cost_is_entered_and_taken_back(officer, transfer):
    cost = {"purpose": "design", "borne_by": "central", "amount": "12.50"}
    cost["incurred_on"] = "2018-01-05"
    assert officer.post(page("cost_add", transfer), cost).status_code == 302
    entered = transfer.costs.get()
    assert entered.amount == Decimal("12.50")
    answer = officer.post(page("cost_withdraw", entered), {"note": "重复录入"})
    assert answer.status_code == 302, answer.text
    assert answer["Location"] == transfer.get_absolute_url()
    assert not transfer.costs.standing().exists()


def test_a_cost_of_an_enterprise_after_2018_is_refused_at_the_form(officer, transfer):
    cost = {"purpose": "design", "borne_by": "group", "amount": "12", "incurred_on": "2019-01-05"}
    assert officer.post(page("cost_add", transfer), cost).status_code == 422


def test_what_was_left_behind_has_an_office_and_a_clock(
    officer, transfer, clerk_zhongyuan, calendar
):
    office = clerk_zhongyuan.current_posts[0]
    issue = {"kind": "meters", "text": "两栋楼合用水表", "due_on": "2027-03-01"}
    issue["responsible"] = office.pk
    assert officer.post(page("issue_add", transfer), issue).status_code == 302
    left = LegacyIssue.objects.get()
    assert Deadline.objects.for_subject(left).get().post == office
    today = timezone.localdate()
    late = {"note": "已分户", "on": (today + timedelta(days=1)).isoformat()}
    assert officer.post(page("issue_resolve", left), late).status_code == 422
    answer = officer.post(page("issue_resolve", left), late | {"on": today.isoformat()})
    assert answer["Location"] == transfer.get_absolute_url()
    assert not Deadline.objects.for_subject(left).open().exists()


def test_the_clock_of_an_issue_follows_a_change_of_boundary(
    transfer, clerk_zhongyuan, area, calendar
):
    office = clerk_zhongyuan.current_posts[0]
    left = legacy.leave_issue(
        transfer,
        by=clerk_zhongyuan,
        kind="meters",
        text="两栋楼合用水表",
        responsible=office,
        due_on=date(2027, 3, 1),
    )
    Area.objects.filter(key=JINGDONG).update(path="puyang/moved/")
    following.follow_moved_areas()
    assert Deadline.objects.for_subject(left).get().area_path == "puyang/moved/"


def test_another_street_sees_nothing_of_it(client_of, clerk_shengli, transfer):
    assert client_of(clerk_shengli).get(transfer.get_absolute_url()).status_code == 404


def test_a_worker_reads_and_does_not_carry(client_of, worker_jingdong, transfer):
    client = client_of(worker_jingdong)
    shown = client.get(transfer.get_absolute_url())
    assert shown.status_code == 200
    assert shown.context["verbs"] == []
    assert client.get(page("transfer_survey", transfer)).status_code == 403
