"""Buildings, entrances and units: entered, changed, ended, never deleted."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from communities import actions as compounds
from communities.models import Building, Unit
from communities.premises import actions, totals
from communities.premises.choices import Sale, Use
from puyang_property.core import history
from puyang_property.core.refusals import Forbidden, Refused
from tests.factories.communities import CommunityFactory
from tests.factories.premises import (
    BuildingFactory,
    CommonFacilityFactory,
    EntranceFactory,
    OwnershipFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"
DAY = date(2026, 10, 8)


@pytest.fixture
def compound(area):
    return CommunityFactory(at=JINGDONG, households=30, buildings=2, floor_area=60_000)


@pytest.fixture
def building(compound):
    return BuildingFactory(community=compound, number="3")


def names(record):
    return [event.name for event in history.of(record)]


# ------------------------------------------------------------------ buildings
def test_a_building_is_entered_with_its_history(compound, worker_jingdong):
    made = actions.create_building(
        by=worker_jingdong, community=compound, number="３号楼", floors_above=6
    )
    assert (made.number_key, names(made)) == ("3", ["created"])
    assert history.of(made).get().changes["community"] == compound.pk


def test_one_number_stands_once_in_a_compound(compound, building, clerk_zhongyuan):
    with pytest.raises(ValidationError):
        actions.create_building(by=clerk_zhongyuan, community=compound, number="三栋")
    with pytest.raises(IntegrityError), transaction.atomic():
        BuildingFactory(community=compound, number="3")


def test_the_number_of_a_building_that_ended_is_free_again(compound, building, clerk_zhongyuan):
    actions.end_building(building, by=clerk_zhongyuan, on=DAY, note="已拆除")
    assert actions.create_building(by=clerk_zhongyuan, community=compound, number="3").pk
    assert Building.objects.filter(community=compound).count() == 2


def test_units_follow_a_new_number(building, clerk_zhongyuan):
    unit = UnitFactory(building=building)
    actions.change_building(building, by=clerk_zhongyuan, number="12")
    unit.refresh_from_db()
    assert unit.place_key.startswith("000012 ")
    assert list(Unit.objects.search("12号楼101")) == [unit] or unit.number != "101"


def test_what_is_known_of_a_building_changes_and_its_units_stay_where_they_are(
    building, clerk_zhongyuan
):
    unit = UnitFactory(building=building)
    place = unit.place_key
    actions.change_building(building, by=clerk_zhongyuan, name="甲楼", note="现场核实")
    unit.refresh_from_db()
    assert (unit.place_key, building.name) == (place, "甲楼")
    assert history.of(building).last().changes == {"name": "甲楼"}


def test_the_same_facts_again_are_not_told(building, clerk_zhongyuan):
    unit, entrance = UnitFactory(building=building), EntranceFactory(building=building)
    by = {"by": clerk_zhongyuan}
    actions.change_building(building, number=building.number, **by)
    actions.change_unit(unit, number=unit.number, **by)
    actions.rename_entrance(entrance, number=entrance.number, **by)
    assert [names(record) for record in (building, unit, entrance)] == [[], [], []]


def test_a_building_ends_with_its_units_for_a_reason(building, clerk_zhongyuan):
    unit = UnitFactory(building=building)
    with pytest.raises(ValidationError):
        actions.end_building(building, by=clerk_zhongyuan, on=DAY, note=" ")
    actions.end_building(building, by=clerk_zhongyuan, on=DAY, note="已拆除")
    unit.refresh_from_db()
    assert (building.ended_on, unit.ended_on) == (DAY, DAY)
    assert names(unit) == ["ended"]
    with pytest.raises(Refused):
        actions.change_building(building, by=clerk_zhongyuan, name="新")


def test_a_building_with_owners_or_facilities_goes_on(building, clerk_zhongyuan):
    ownership = OwnershipFactory(unit=UnitFactory(building=building))
    with pytest.raises(Refused):
        actions.end_building(building, by=clerk_zhongyuan, on=DAY, note="拆除")
    type(ownership).objects.filter(pk=ownership.pk).update(to_on=date(2020, 1, 1))
    CommonFacilityFactory(community=building.community, building=building)
    with pytest.raises(Refused):
        actions.end_building(building, by=clerk_zhongyuan, on=DAY, note="拆除")


def test_nothing_ends_tomorrow(building, clerk_zhongyuan):
    with pytest.raises(ValidationError):
        actions.end_building(building, by=clerk_zhongyuan, on=date(2099, 1, 1), note="拆除")


# ------------------------------------------------------------------ a whole building at once
def test_two_entrances_six_floors_two_per_floor_are_twenty_four_units(building, worker_jingdong):
    made = actions.raise_units(building, by=worker_jingdong, entrances=2, floors=6, per_floor=2)
    assert len(made) == building.units.count() == 24
    first = building.units.order_by("place_key").first()
    assert (first.number, first.floor, str(first.entrance.number)) == ("101", 1, "1")
    assert [door.number for door in building.entrances.order_by("place_key")] == ["1", "2"]
    assert names(first) == ["created"]
    assert names(building) == ["entrance_added", "entrance_added", "units_raised"]
    assert first.area is None
    assert first.area_source == ""


def test_all_units_are_entered_or_none(building, worker_jingdong):
    door = EntranceFactory(building=building, number="1")
    UnitFactory(building=building, entrance=door, number="302室")
    with pytest.raises(ValidationError):
        actions.raise_units(building, by=worker_jingdong, entrances=2, floors=6, per_floor=2)
    assert building.units.count() == 1
    assert building.entrances.count() == 1


def test_a_building_without_entrances_has_its_units_itself(building, worker_jingdong):
    actions.raise_units(building, by=worker_jingdong, entrances=0, floors=2, per_floor=3)
    assert building.units.filter(entrance=None).count() == 6


def test_nobody_enters_a_town_by_mistake(building, worker_jingdong):
    with pytest.raises(ValidationError):
        actions.raise_units(building, by=worker_jingdong, entrances=30, floors=100, per_floor=40)


# ------------------------------------------------------------------ units
@pytest.mark.parametrize("with_entrance", [True, False])
def test_a_unit_is_unique_in_its_entrance_or_building(building, clerk_zhongyuan, with_entrance):
    door = EntranceFactory(building=building) if with_entrance else None
    facts = {"by": clerk_zhongyuan, "entrance": door}
    actions.add_unit(building, number="301", **facts)
    with pytest.raises(ValidationError):
        actions.add_unit(building, number="０301室", **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitFactory(building=building, entrance=door, number="301")


def test_the_register_counts_before_the_survey_and_the_survey_before_the_contract(
    building, clerk_zhongyuan
):
    unit = actions.add_unit(
        building, by=clerk_zhongyuan, number="301", area_contracted=Decimal("90.00")
    )
    unit.refresh_from_db()
    assert (unit.area, unit.area_source) == (Decimal("90.00"), "contract")
    actions.change_unit(unit, by=clerk_zhongyuan, area_surveyed=Decimal("89.10"))
    assert (unit.area, unit.area_source) == (Decimal("89.10"), "survey")
    actions.change_unit(unit, by=clerk_zhongyuan, area_registered=Decimal("88.50"))
    actions.change_unit(unit, by=clerk_zhongyuan, area_contracted=Decimal("95.00"))
    assert (unit.area, unit.area_source) == (Decimal("88.50"), "register")
    assert history.of(unit).last().changes == {"area_contracted": "95.00"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"area_surveyed": 0},
        {"area_registered": -1},
        {"floor": 400},
        {"use": "palace"},
        {"sale": "gone"},
        {"number": ""},
    ],
)
def test_the_database_refuses_an_impossible_unit(building, wrong):
    unit = UnitFactory(building=building)
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(**wrong)


def test_an_entrance_of_another_building_is_refused(building, clerk_zhongyuan):
    other = EntranceFactory(building__community=building.community, building__number="9")
    with pytest.raises(ValidationError):
        actions.add_unit(building, by=clerk_zhongyuan, number="301", entrance=other)


def test_a_unit_with_an_owner_neither_ends_nor_goes_back_to_the_developer(
    building, clerk_zhongyuan
):
    unit = OwnershipFactory(unit=UnitFactory(building=building)).unit
    with pytest.raises(ValidationError):
        actions.change_unit(unit, by=clerk_zhongyuan, sale=Sale.UNSOLD)
    unit.refresh_from_db()
    with pytest.raises(Refused):
        actions.end_unit(unit, by=clerk_zhongyuan, on=DAY, note="合并")


def test_who_may_not_keep_premises(building, mediator_zhongyuan, clerk_shengli, auditor):
    for somebody in (mediator_zhongyuan, clerk_shengli, auditor):
        with pytest.raises(Forbidden):
            actions.add_unit(building, by=somebody, number="301")


def test_a_merged_compound_takes_no_building(compound, officer_hualong):
    other = CommunityFactory(at=JINGDONG)
    compounds.merge(other, into=compound, by=officer_hualong)
    with pytest.raises(Refused):
        actions.create_building(by=officer_hualong, community=other, number="1")


# ------------------------------------------------------------------ merging compounds
def test_premises_follow_their_compound_into_another_entry(compound, building, officer_hualong):
    source = CommunityFactory(at=JINGDONG)
    moved = BuildingFactory(community=source, number="7")
    ownership = OwnershipFactory(unit=UnitFactory(building=moved))
    facility = CommonFacilityFactory(community=source)
    compounds.merge(source, into=compound, by=officer_hualong)
    for row in (moved, ownership.unit, ownership.owner, facility):
        row.refresh_from_db()
        assert row.community == compound
        assert names(row)[-1] == "moved"
    assert not list(history.faults())


def test_many_units_follow_by_a_few_queries(compound, officer_hualong):
    def asked(number):
        source = CommunityFactory(at=JINGDONG)
        building = BuildingFactory(community=source, number=f"1{number}")
        for _unit in range(number):
            UnitFactory(building=building)
        with CaptureQueriesContext(connection) as found:
            compounds.merge(source, into=compound, by=officer_hualong)
        return len(found)

    asked(1)
    assert asked(2) == asked(12)


def test_two_entries_with_a_building_of_one_number_are_not_merged_blindly(
    compound, building, officer_hualong
):
    source = CommunityFactory(at=JINGDONG)
    BuildingFactory(community=source, number="3")
    with pytest.raises(Refused):
        compounds.merge(source, into=compound, by=officer_hualong)


# ------------------------------------------------------------------ totals
def test_totals_count_what_stands_and_say_how_far_it_is_from_what_is_declared(compound, building):
    BuildingFactory(community=compound, number="9", ended_on=DAY)
    for number in range(3):
        UnitFactory(building=building, number=str(number + 101))
    UnitFactory(building=building, number="S1", use=Use.SHOP, area_registered=None)
    UnitFactory(building=building, number="900", sale=Sale.UNSOLD, area_registered=None)
    UnitFactory(building=building, number="901", ended_on=DAY)
    first, *others = totals.totals(compound)
    assert (first.value, first.declared, first.gap) == (1, 2, "-1")
    found = {total.query: total for total in others}
    assert (found["use=dwelling"].value, found["use=dwelling"].declared) == (4, 30)
    assert found["use=dwelling"].gap == "-26"
    assert found["use=shop"].value == 1
    assert found["sale=developer"].value == 1
    assert found["area_source=none"].value == 2
    assert found["area_source=register"].value == Decimal("268.50")


def test_property_rooms_are_compared_with_the_law(compound):
    found = totals.rooms(compound)
    assert (found.area, found.least, found.is_enough) == (0, Decimal(240), False)
    CommonFacilityFactory(
        community=compound, kind="property_room", area=Decimal(250), committee_area=Decimal(20)
    )
    assert totals.rooms(compound).is_enough
    compound.floor_area = None
    assert totals.rooms(compound).is_enough is None
