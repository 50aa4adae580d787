"""When a handover may be announced, who takes over, and what follows a merger."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from communities import contracts
from communities.actions import merge
from communities.handovers import actions
from communities.handovers.choices import Receiver
from communities.models import ServiceContract
from puyang_property.core import clock
from puyang_property.core.refusals import Refused
from tests.communities.ending import NOW, TODAY, due, notice
from tests.factories.communities import CommunityFactory, PropertyCompanyFactory

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"
COMMITTEE = {"receiver_kind": Receiver.COMMITTEE, "receiver": "业主委员会"}


@pytest.fixture
def contract(concluded):
    return concluded(ends_on=date(2026, 3, 31))


@pytest.fixture
def handover(contract, clerk_zhongyuan):
    return actions.announce(contract, by=clerk_zhongyuan, now=NOW, **COMMITTEE)


def test_a_contract_has_one_handover_unless_it_was_cancelled(contract, handover, clerk_zhongyuan):
    with pytest.raises(ValidationError):
        actions.announce(contract, by=clerk_zhongyuan, now=NOW, **COMMITTEE)
    actions.cancel(handover, by=clerk_zhongyuan, note="误立", now=NOW)
    assert due(handover) == {}
    actions.announce(contract, by=clerk_zhongyuan, now=NOW, **COMMITTEE)


def test_a_notice_on_which_a_handover_rests_is_not_taken_back(concluded, clerk_zhongyuan):
    contract = concluded(ends_on=date(2026, 12, 31))
    given = notice(contract, clerk_zhongyuan, ends_on=date(2026, 6, 30))
    handover = actions.announce(contract, by=clerk_zhongyuan, now=NOW, **COMMITTEE)
    with pytest.raises(Refused, match="交接"):
        contracts.withdraw_notice(given, by=clerk_zhongyuan, note="双方和解", now=NOW)
    actions.cancel(handover, by=clerk_zhongyuan, note="双方和解", now=NOW)
    contracts.withdraw_notice(given, by=clerk_zhongyuan, note="双方和解", now=NOW)


def test_a_contract_without_a_last_day_is_not_handed_over(concluded, clerk_zhongyuan):
    with pytest.raises(Refused):
        actions.announce(concluded(), by=clerk_zhongyuan, now=NOW, **COMMITTEE)


def test_a_contract_that_is_handed_over_does_not_continue(concluded, clerk_zhongyuan):
    contract = concluded(ends_on=date(2026, 2, 10))
    assert ServiceContract.objects.continuing(TODAY).exists()
    actions.announce(contract, by=clerk_zhongyuan, now=NOW, **COMMITTEE)
    assert not ServiceContract.objects.continuing(TODAY).exists()


@pytest.mark.parametrize("receiver", [{}, {"receiver": "业主委员会"}], ids=["nobody", "no company"])
def test_the_receiver_is_named(contract, clerk_zhongyuan, receiver):
    kind = Receiver.COMPANY if receiver else Receiver.COMMITTEE
    with pytest.raises(ValidationError):
        actions.announce(contract, by=clerk_zhongyuan, receiver_kind=kind, now=NOW, **receiver)


def test_the_old_provider_does_not_hand_over_to_itself(contract, clerk_zhongyuan):
    with pytest.raises(ValidationError):
        actions.announce(
            contract,
            by=clerk_zhongyuan,
            receiver_kind=Receiver.COMPANY,
            company=contract.company,
            now=NOW,
        )


def test_clocks_go_with_a_compound_that_is_merged(
    concluded, community, clerk_zhongyuan, officer_city
):
    contract = concluded(ends_on=date(2040, 12, 31))
    handover = actions.announce(contract, by=clerk_zhongyuan, now=NOW, **COMMITTEE)
    into = CommunityFactory(at="hualong-shenglilu")
    merge(community, into=into, by=officer_city, now=NOW)
    places = {d.area_path for row in (contract, handover) for d in clock.open_for(row)}
    assert places == {into.area_path}


def test_a_merged_company_leaves_its_handovers_to_the_other(contract, officer_hualong):
    company, double = (PropertyCompanyFactory(at=JINGDONG) for _ in range(2))
    handover = actions.announce(
        contract, by=officer_hualong, receiver_kind=Receiver.COMPANY, company=double, now=NOW
    )
    contracts.merge_company(double, into=company, by=officer_hualong)
    handover.refresh_from_db()
    assert handover.company == company
    assert clock.open_for(handover).exists()
