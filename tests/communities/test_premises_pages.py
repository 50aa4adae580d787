"""The desk pages of premises: overview, building, units, the owners' register."""

from decimal import Decimal

import pytest
from django.urls import reverse

from communities.models import Building, Unit
from puyang_property.core.models import ReadLog
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


@pytest.fixture
def compound(area):
    return CommunityFactory(at=JINGDONG, name="锦绣花园", households=40, floor_area=60_000)


@pytest.fixture
def building(compound):
    return BuildingFactory(community=compound, number="3", floors_above=6)


@pytest.fixture
def unit(building):
    door = EntranceFactory(building=building, number="1")
    return UnitFactory(building=building, entrance=door, number="301", floor=3)


@pytest.fixture
def clerk(client_of, clerk_zhongyuan):
    return client_of(clerk_zhongyuan)


def page(name, row):
    return reverse(f"communities:{name}", args=[row.pk])


# ------------------------------------------------------------------ overview and building
def test_the_overview_counts_links_and_compares(clerk, compound, unit):
    UnitFactory(building=unit.building, number="302", area_registered=None)
    answer = clerk.get(page("premises", compound))
    listed = page("unit_list", compound)
    assert answer.context["buildings"][0].number_of_units == 2
    for query in ("use=dwelling", "area_source=none", f"building={unit.building.pk}"):
        assert f"{listed}?{query}" in answer.text
    assert "-38" in answer.text
    assert clerk.get(listed, {"area_source": "none"}).context["page"].items[0].number == "302"
    assert answer.context["rooms"].least == Decimal(240)
    assert answer.context["count"].heads == 2


def test_the_compound_page_shows_its_premises(clerk, compound, unit):
    text = clerk.get(compound.get_absolute_url()).text
    assert page("premises", compound) in text
    assert "申报40" in text


def test_a_building_and_all_its_units_are_entered_in_two_forms(clerk, compound):
    form = {"number": "5号楼", "has_lift": "false", "floors_above": "6"}
    answer = clerk.post(page("building_add", compound), form)
    building = Building.objects.get()
    assert answer["Location"] == building.get_absolute_url()
    assert building.has_lift is False
    quick = {"entrances": "2", "floors": "6", "per_floor": "2", "first_floor": "1"}
    quick |= {"use": "dwelling", "sale": "delivered"}
    assert clerk.post(page("units_raise", building), quick).status_code == 302
    shown = clerk.get(building.get_absolute_url())
    rows = list(shown.context["map"].rows)
    assert [floor for floor, _cells in rows][:2] == ["6层", "5层"]
    assert [unit.number for unit in rows[0][1][1][1]] == ["601", "602"]
    again = clerk.post(page("units_raise", building), quick)
    assert again.status_code == 422
    assert building.units.count() == 24


def test_a_unit_is_entered_changed_and_ended(clerk, building):
    unit = {"number": "S1", "floor": "1", "use": "shop", "sale": "unsold"}
    unit |= {"area_contracted": "120.5"}
    answer = clerk.post(page("unit_add", building), unit)
    made = Unit.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    unit |= {"sale": "delivered", "area_surveyed": "118.25"}
    assert clerk.post(page("unit_change", made), unit).status_code == 302
    assert "118.25" in clerk.get(made.get_absolute_url()).text
    ended = clerk.post(page("unit_end", made), {"on": "2026-11-01", "note": "与S2合并"})
    assert ended["Location"] == building.get_absolute_url()
    listed = clerk.get(page("unit_list", building.community))
    assert listed.context["page"].items == []
    ended = clerk.get(page("unit_list", building.community), {"ended": "yes"})
    assert ended.context["page"].items == [made]


def test_an_entrance_is_renumbered_and_ended_at_the_desk(clerk, unit):
    door, building = unit.entrance, unit.building
    assert page("entrance_rename", door) in clerk.get(building.get_absolute_url()).text
    assert clerk.post(page("entrance_rename", door), {"number": "7"}).status_code == 302
    found = clerk.get(page("unit_list", building.community), {"q": "3-7-301"})
    assert found.context["page"].items == [unit]
    end = {"on": "2026-11-01", "note": "封堵"}
    assert clerk.post(page("entrance_end", door), end).status_code == 409
    clerk.post(page("unit_end", unit), end)
    assert clerk.post(page("entrance_end", door), end).status_code == 302
    door.refresh_from_db()
    assert str(door.ended_on) == "2026-11-01"
    shown = clerk.get(building.get_absolute_url())
    assert list(shown.context["entrances"]) == []
    assert "封堵" in shown.text


def test_what_was_typed_comes_back_when_a_number_is_taken(clerk, unit):
    sent = {"number": "301", "entrance": unit.entrance_id, "floor": "3", "use": "dwelling"}
    sent |= {"sale": "delivered", "area_surveyed": "77.77"}
    answer = clerk.post(page("unit_add", unit.building), sent)
    assert answer.status_code == 422
    assert "77.77" in answer.text


# ------------------------------------------------------------------ lists
def test_units_are_found_by_what_people_type(clerk, compound, unit):
    UnitFactory(building=BuildingFactory(community=compound, number="13"), number="1301")
    for words in ("3-1-301", "３－１－３０１", "3号楼1单元301", "3号楼 301", "3-1"):
        found = clerk.get(page("unit_list", compound), {"q": words}).context["page"].items
        assert found == [unit], words


def test_exactly_the_filtered_units_are_exported(clerk, compound, unit):
    UnitFactory(building=unit.building, number="S1", use="shop")
    answer = clerk.get(page("unit_list", compound), {"use": "shop", "export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert ReadLog.objects.get().rows == 1
    assert "S1" in text
    assert "301" not in text


def test_lists_cost_the_same_for_one_row_and_for_many(clerk, compound, unit, queries):
    CommonFacilityFactory(community=compound, building=unit.building)
    OwnershipFactory(unit=unit)
    pages = [page(name, compound) for name in ("unit_list", "owner_list", "premises")]
    pages += [reverse("communities:facility_list"), unit.building.get_absolute_url()]
    for url in pages:
        queries(clerk, url)
    before = [queries(clerk, url) for url in pages]
    for number in range(6):
        other = BuildingFactory(community=compound, number=str(number + 20))
        door = EntranceFactory(building=other)
        OwnershipFactory(unit=UnitFactory(building=other, entrance=door))
        UnitFactory(building=unit.building, entrance=EntranceFactory(building=unit.building))
        CommonFacilityFactory(community=compound, building=other, entrance=door)
    assert [queries(clerk, url) for url in pages] == before


def test_pages_of_units_follow_the_walk_through_the_compound(clerk, compound, building):
    for number in range(60):
        UnitFactory(building=building, number=str(100 + number))
    first = clerk.get(page("unit_list", compound))
    second = clerk.get(page("unit_list", compound) + first.context["page"].next_url)
    numbers = [u.number for u in (*first.context["page"].items, *second.context["page"].items)]
    assert numbers == [str(100 + number) for number in range(60)]


def test_the_admin_reads_premises_and_writes_none(client_of, officer_hualong, unit):
    client = client_of(officer_hualong)
    for model, row in (("building", unit.building), ("unit", unit)):
        shown = client.get(reverse(f"admin:communities_{model}_changelist"), {"q": "锦绣"})
        assert "301" in shown.text or model == "building"
        change = reverse(f"admin:communities_{model}_change", args=[row.pk])
        assert client.get(change).status_code == 200
        assert client.post(change, {"number": "9"}).status_code == 403
    listed = client.get(reverse("admin:communities_unit_changelist"), {"area_source": "register"})
    assert "301" in listed.text
