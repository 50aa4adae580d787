"""What the register shows of a dossier counts by itself, as soon as it is recorded."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from communities import actions as register
from communities import contracts
from communities.choices import ContractKind, Kind, ManagementMode
from communities.dossiers import actions, counting, page
from communities.dossiers.choices import Answer
from communities.models import Dossier
from communities.premises import facilities
from communities.premises.choices import FacilityKind
from communities.transfers import actions as transfers
from communities.transfers import legacy
from puyang_property.core.refusals import Refused
from tests.factories.communities import CommunityFactory, PropertyCompanyFactory

ROOM = {"kind": FacilityKind.PROPERTY_ROOM, "name": "物业服务用房", "place": "1号楼1层"}
JINGDONG = "hualong-zhongyuanlu-jingdong"
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(clerk_zhongyuan, calendar):
    return clerk_zhongyuan


@pytest.fixture
def old(clerk):
    return CommunityFactory(at=JINGDONG, kind=Kind.OLD, management_mode=ManagementMode.NONE)


def copy_of(community):
    """Return the kept copy, after asking that it is what the rows say."""
    assert counting.differing([community.pk]) == set()
    return Dossier.objects.get(community=community)


def test_what_the_register_shows_is_not_ticked_by_hand(clerk, area):
    new = CommunityFactory(at=JINGDONG, kind=Kind.NEW)
    with pytest.raises(Refused):
        actions.record(new, item="preliminary_contract", by=clerk)


def test_a_filed_contract_counts_as_soon_as_it_is_filed(clerk, area):
    new = CommunityFactory(at=JINGDONG, kind=Kind.NEW)
    company = PropertyCompanyFactory(at=JINGDONG)
    contract = contracts.conclude(
        by=clerk,
        community=new,
        company=company,
        kind=ContractKind.PRELIMINARY,
        signed_on=date(2026, 3, 2),
    )
    assert "preliminary_contract" in copy_of(new).missing
    contracts.change_contract(contract, by=clerk, filed_on=date(2026, 3, 9))
    assert "preliminary_contract" not in copy_of(new).missing
    contracts.withdraw_contract(contract, by=clerk)
    assert "preliminary_contract" in copy_of(new).missing


def test_transfers_and_what_they_left_behind_count_by_themselves(clerk, area):
    soe = CommunityFactory(at=JINGDONG, kind=Kind.SOE)
    facts = {"enterprise": "中原油田", "enterprise_kind": "local", "item": "water"}
    water = transfers.identify(by=clerk, community=soe, **facts)
    assert {"transfer_agreement", "transfer_water"} <= set(copy_of(soe).missing)
    transfers.survey(water, by=clerk, on=date(2017, 1, 2), households=9)
    receiver = {"receiver_kind": "utility", "receiver": "自来水公司", "total": 9}
    transfers.sign_agreement(
        water, by=clerk, on=date(2017, 2, 2), mode="transfer_first", **receiver
    )
    transfers.transfer_function(water, by=clerk, on=date(2017, 3, 2))
    assert {"transfer_agreement", "legacy_issues"} <= set(copy_of(soe).missing)  # one of four
    for other in ("power", "heat_gas", "property"):
        spared = {"answer": Answer.NOT_APPLICABLE, "note": "早已直供到户"}
        actions.record(soe, item=f"transfer_{other}", by=clerk, **spared)
    missing = set(copy_of(soe).missing)
    assert missing.isdisjoint({"transfer_agreement", "transfer_water", "legacy_issues"})
    office = clerk.current_posts[0]
    left = legacy.leave_issue(water, by=clerk, kind="meters", text="合用水表", responsible=office)
    assert "legacy_issues" in copy_of(soe).missing
    legacy.resolve_issue(left, by=clerk)
    assert "legacy_issues" not in copy_of(soe).missing


def test_a_property_room_counts_when_it_is_as_large_as_the_law_asks_until_it_ends(clerk, area):
    new = CommunityFactory(at=JINGDONG, kind=Kind.NEW, floor_area=None)
    room = facilities.add(community=new, by=clerk, area=Decimal(239), **ROOM)
    assert "property_rooms" in copy_of(new).missing
    register.update(new, by=clerk, floor_area=Decimal(60_000))
    assert "property_rooms" in copy_of(new).missing
    facilities.change(room, by=clerk, area=Decimal(240), committee_area=Decimal(20))
    assert "property_rooms" not in copy_of(new).missing
    facilities.end(room, by=clerk, on=date(2026, 1, 2), note="已拆除")
    assert "property_rooms" in copy_of(new).missing


@pytest.mark.parametrize(
    ("floor_area", "area_of", "office", "words"),
    [
        (None, 80, 20, ["floor area"]),
        (60_000, 239, 20, ["239.00", "240.00"]),
        (60_000, 240, 19, ["19.00 of 20"]),
        (60_000, 100, None, ["100.00", "0 of 20"]),
    ],
)
def test_the_page_says_what_the_rooms_lack(clerk, area, floor_area, area_of, office, words):
    new = CommunityFactory(at=JINGDONG, kind=Kind.NEW, floor_area=floor_area)
    facilities.add(community=new, by=clerk, area=area_of, committee_area=office, **ROOM)
    with translation.override("en"):
        found = page.lines(new, page.assessment_of(new))
    (line,) = [line for line in found if line.item.key == "property_rooms"]
    assert line.is_missing
    assert all(word in line.lacks for word in words)


def test_who_manages_an_old_compound_is_read_from_the_register(clerk, old):
    register.update(old, by=clerk, management_mode=ManagementMode.TRUSTEESHIP)
    assert "management_after" not in copy_of(old).missing
