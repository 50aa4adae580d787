"""Every number of the board leads to exactly the compounds that it counts."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from communities import actions as compounds
from communities.choices import Kind
from communities.transfers import actions, board
from communities.transfers.choices import Item, Source, State
from puyang_property.core.refusals import Refused
from tests.communities.transfers.steps import JINGDONG
from tests.factories.communities import CommunityFactory
from tests.factories.transfers import (
    LegacyIssueFactory,
    TransferFundingFactory,
    UtilityTransferFactory,
)

pytestmark = pytest.mark.django_db
BOARD = reverse("communities:transfer_board")
SIGNED = {
    "surveyed_on": date(2017, 1, 1),
    "agreement_signed_on": date(2017, 2, 1),
    "agreed_total": Decimal(900),
    "receiver_kind": "utility",
    "receiver": "濮阳市自来水公司",
}
LATE = {**SIGNED, "function_transferred_on": date(2019, 3, 1)}


def compound(name):
    return CommunityFactory(at=JINGDONG, kind=Kind.SOE, name=name)


@pytest.fixture
def filled(area):
    """Compounds of which each stands out in another way."""
    late, back, left, gone, bare = map(compound, ("迟交院", "收回院", "遗留院", "取消院", "空白院"))
    UtilityTransferFactory(community=late, state=State.FUNCTION_TRANSFERRED, **LATE)
    rests = {"state": State.SUSPENDED, "resume_state": State.SURVEYED}
    UtilityTransferFactory(community=late, item=Item.POWER, **rests)
    given = UtilityTransferFactory(community=back, state=State.AGREEMENT_SIGNED, **SIGNED)
    TransferFundingFactory(transfer=given, source=Source.CENTRAL, amount=Decimal(450))
    assets = {"assets_transferred_on": date(2017, 9, 1), "approval_number": "集团〔2017〕88号"}
    UtilityTransferFactory(community=back, item=Item.HEAT_GAS)
    UtilityTransferFactory(
        community=back,
        item=Item.POWER,
        state=State.ASSETS_TRANSFERRED,
        **{**SIGNED, **assets, "function_transferred_on": date(2017, 8, 1)},
    )
    open_issue = UtilityTransferFactory(community=left)
    LegacyIssueFactory.create_batch(2, transfer=open_issue)
    for item in (Item.POWER, Item.HEAT_GAS, Item.PROPERTY):
        UtilityTransferFactory(community=left, item=item)
    UtilityTransferFactory(community=gone, state=State.CANCELLED)
    UtilityTransferFactory(community=gone, item=Item.POWER, state=State.CANCELLED)
    UtilityTransferFactory(community=gone, item=Item.POWER)
    return {"late": late, "back": back, "left": left, "gone": gone, "bare": bare}


@pytest.fixture
def officer(client_of, officer_hualong):
    return client_of(officer_hualong)


def names(answer):
    return {line.community.name for line in answer.context["lines"]}


def test_each_number_of_the_totals_is_the_number_of_its_rows(officer, filled, monkeypatch):
    monkeypatch.setattr("communities.transfers.views.Board.page_size", 2)
    totals = officer.get(BOARD).context["totals"]
    labels = [str(total.label) for total in totals]
    assert {str(flag.label) for flag in board.Flag} <= set(labels)
    for total in totals:
        for _item, number, url in total.cells:
            page, rows = officer.get(BOARD + url), 0
            while page:
                rows += len(page.context["lines"])
                following = page.context["page"].next_url
                page = officer.get(BOARD + following) if following else None
            assert rows == number, (str(total.label), url)


def test_the_columns_of_the_totals_sum_to_all_compounds(officer, filled):
    totals = officer.get(BOARD).context["totals"]
    flags = {str(flag.label) for flag in board.Flag}
    standing = [total for total in totals if str(total.label) not in flags]
    for place in range(len(Item)):
        assert sum(total.cells[place][1] for total in standing) == len(filled)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"flag": "late"}, {"迟交院"}),
        ({"flag": "claw_back"}, {"收回院"}),
        ({"flag": "issues"}, {"遗留院"}),
        ({"flag": "unfiled"}, {"收回院"}),
        ({"state": "cancelled"}, {"取消院"}),
        ({"state": "cancelled", "item": "power"}, set()),
        ({"state": "none"}, {"迟交院", "收回院", "取消院", "空白院"}),
        ({"state": "none", "item": "heat_gas"}, {"迟交院", "取消院", "空白院"}),
        ({"item": "power", "flag": "late"}, set()),
        ({"state": "none", "flag": "late"}, set()),
    ],
)
def test_the_board_is_narrowed_by_what_stands_out(officer, filled, asked, found):
    assert names(officer.get(BOARD, asked)) == found


def test_the_totals_count_the_place_and_not_the_filter_of_one_item(officer, filled):
    whole = officer.get(BOARD).context["totals"]
    assert officer.get(BOARD, {"item": "water", "state": "identified"}).context["totals"] == whole
    searched = officer.get(BOARD, {"q": "遗留院"}).context["totals"]
    assert [cell[1] for cell in searched[0].cells] == [1, 1, 1, 1]
    assert "q=" in searched[0].cells[0][2]


def test_the_board_says_how_many_issues_are_open_and_what_goes_back(officer, filled):
    shown = officer.get(BOARD, headers={"accept-language": "en"}).text
    assert "2项" in shown or "2 open issues" in shown
    lines = {line.community.name: line for line in officer.get(BOARD).context["lines"]}
    assert lines["遗留院"].transfers[0].open_issues == 2
    assert lines["遗留院"].transfers[1].open_issues == 0
    assert lines["收回院"].transfers[0].subsidy_goes_back
    assert not lines["迟交院"].transfers[0].subsidy_goes_back


def test_a_compound_that_is_no_state_enterprise_one_any_more_stays_on_the_board(
    officer, officer_hualong, filled
):
    compounds.change_kind(filled["late"], kind=Kind.OLD, by=officer_hualong)
    assert "迟交院" in names(officer.get(BOARD))


def test_an_empty_answer_says_what_to_do(officer, filled):
    answer = officer.get(BOARD, {"q": "没有这样的小区"})
    assert names(answer) == set()
    assert f'href="{BOARD}"' in answer.text


def test_a_filter_that_is_no_choice_shows_nothing_and_no_numbers(officer, filled):
    answer = officer.get(BOARD, {"state": "nonsense"})
    assert (names(answer), answer.context["totals"]) == (set(), [])


# ---------------------------------------------------------------- merged compounds
def test_transfers_follow_a_merged_compound(officer_hualong, filled):
    transfer = filled["back"].transfers.get(item=Item.HEAT_GAS)
    compounds.merge(filled["back"], into=filled["bare"], by=officer_hualong)
    transfer.refresh_from_db()
    assert transfer.community == filled["bare"]


def test_compounds_that_both_have_a_transfer_of_an_item_are_not_merged(officer_hualong, filled):
    with pytest.raises(Refused):
        compounds.merge(filled["back"], into=filled["left"], by=officer_hualong)


def test_a_compound_with_transfers_is_not_taken_back(officer_hualong, filled):
    with pytest.raises(Refused):
        compounds.withdraw(filled["left"], by=officer_hualong)


# ---------------------------------------------------------------- mistakes
def test_an_entry_made_by_mistake_is_taken_back_and_leaves_the_board(officer_hualong, filled):
    transfer = filled["back"].transfers.get(item=Item.HEAT_GAS)
    actions.withdraw(transfer, by=officer_hualong, note="录错小区")
    assert transfer not in filled["back"].transfers.current()
    with pytest.raises(Refused):
        actions.survey(transfer, by=officer_hualong, on=date(2017, 1, 1), households=3)
    again = actions.identify(
        by=officer_hualong,
        community=filled["back"],
        item=Item.HEAT_GAS,
        enterprise="中原油田",
        enterprise_kind="central",
    )
    assert again in filled["back"].transfers.current()


@pytest.mark.parametrize("name", ["late", "left"])
def test_an_entry_with_steps_or_issues_is_not_taken_back(officer_hualong, filled, name):
    transfer = filled[name].transfers.get(item=Item.WATER)
    with pytest.raises(Refused):
        actions.withdraw(transfer, by=officer_hualong, note="录错")
