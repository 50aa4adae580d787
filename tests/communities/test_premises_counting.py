"""Heads, areas, shares, rooms and numbers: pure rules, by example and by property."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.premises import numbering
from communities.premises.heads import Count, Part, count
from communities.premises.rooms import property_room_minimum
from communities.premises.shares import Held, exceed, most

HUNDRED = Decimal("100.00")
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def part(unit, *owners, area=HUNDRED, **more):
    return Part(unit=unit, owners=frozenset(owners), area=area, **more)


# ------------------------------------------------------------------ CC-HEAD, CC-AREA
def test_one_part_is_one_head():
    assert count([part(1, "a"), part(2, "b")]) == Count(heads=2, area=Decimal(200), parts=2)


def test_one_buyer_of_several_parts_is_one_head_and_the_area_is_added_up():
    found = count([part(1, "a"), part(2, "a"), part(3, "b")])
    assert (found.heads, found.area) == (2, Decimal("300.00"))


def test_all_that_is_still_with_the_developer_is_one_head():
    parts = [part(1, sale="unsold"), part(2, sale="sold"), part(3, "a")]
    found = count(parts)
    assert (found.heads, found.with_developer, found.without_owner) == (2, 2, 0)
    assert found.area == Decimal(300)


def test_a_buyer_who_has_not_got_the_keys_is_no_head_yet():
    assert count([part(1, "a", sale="sold"), part(2, sale="unsold")]).heads == 1


def test_co_owners_are_one_head_together():
    assert count([part(1, "a", "b")]).heads == 1
    assert count([part(1, "a", "b"), part(2, "b", "a")]).heads == 1
    assert count([part(1, "a", "b"), part(2, "a")]).heads == 2


def test_a_part_whose_owner_nobody_knows_is_a_head_of_its_own_and_said_to_be_missing():
    found = count([part(1), part(2)])
    assert (found.heads, found.without_owner, found.is_complete) == (2, 2, False)


def test_a_part_without_an_area_is_a_head_and_said_to_be_missing():
    found = count([part(1, "a", area=None), part(2, "b")])
    assert (found.heads, found.area, found.without_area) == (2, HUNDRED, 1)
    assert not found.is_complete


def test_parking_counts_only_where_the_rules_say_so():
    parts = [part(1, "a"), part(2, "b", use="parking", area=Decimal("12.50"))]
    assert count(parts) == Count(heads=1, area=HUNDRED, parts=1)
    assert count(parts, with_parking=True).area == Decimal("112.50")


PARTS = st.lists(
    st.builds(
        Part,
        unit=st.integers(1, 10_000),
        owners=st.frozensets(st.integers(1, 6), max_size=3),
        area=st.none() | st.integers(1, 999_999).map(lambda cents: Decimal(cents) / 100),
        sale=st.sampled_from(["unsold", "sold", "delivered"]),
        use=st.sampled_from(["dwelling", "shop", "parking", "storage"]),
    ),
    unique_by=lambda one: one.unit,
    max_size=12,
)


@unhurried
@given(PARTS, st.randoms())
def test_the_count_does_not_hang_on_the_order_and_never_exceeds_the_parts(parts, chance):
    found = count(parts, with_parking=True)
    shuffled = parts[:]
    chance.shuffle(shuffled)
    assert count(shuffled, with_parking=True) == found
    assert found.heads <= found.parts == len(parts)
    assert (found.heads == 0) == (not parts)
    assert found.area == sum((p.area for p in parts if p.area is not None), Decimal(0))
    assert count(parts).heads <= found.heads


@unhurried
@given(PARTS, PARTS)
def test_more_parts_never_make_fewer_heads_and_areas_add_up(some, others):
    known = {one.unit for one in some}
    others = [one for one in others if one.unit not in known]
    both = count(some + others)
    assert max(count(some).heads, count(others).heads) <= both.heads
    assert both.heads <= count(some).heads + count(others).heads
    assert both.area == count(some).area + count(others).area


# ------------------------------------------------------------------ HN-11
@pytest.mark.parametrize(
    ("total", "least"),
    [
        (1, 80),
        (20_000, 80),
        (20_001, "80.00"),
        (60_000, 240),
        (200_000, 800),
        (300_000, 1_100),
        (400_000, 1_300),
    ],
)
def test_the_smallest_property_rooms(total, least):
    assert property_room_minimum(Decimal(total)) == Decimal(least)


@unhurried
@given(st.integers(1, 2_000_000), st.integers(0, 100_000))
def test_larger_compounds_never_need_smaller_rooms(total, more):
    least = property_room_minimum(Decimal(total))
    assert least >= 80
    assert property_room_minimum(Decimal(total + more)) >= least


def test_no_floor_area_has_no_minimum():
    with pytest.raises(ValueError, match="greater than zero"):
        property_room_minimum(Decimal(0))


# ------------------------------------------------------------------ shares
def test_thirds_and_sixths_are_the_whole_and_no_more():
    assert not exceed([Held(Fraction(1, 6))] * 6)
    assert not exceed([Held(Fraction(1, 3)), Held(Fraction(2, 3))])
    assert exceed([Held(Fraction(1, 2)), Held(Fraction(2, 3))])


def test_who_sold_and_who_bought_on_the_same_day_do_not_add_up():
    day = date(2020, 5, 1)
    assert most([Held(Fraction(1), None, day), Held(Fraction(1), day, None)]) == 1


def test_a_share_that_is_still_to_begin_counts_from_its_day():
    later = date(2030, 1, 1)
    assert exceed([Held(Fraction(1)), Held(Fraction(1, 2), later)])


DAYS = st.none() | st.dates(date(2000, 1, 1), date(2003, 12, 31))


@unhurried
@given(st.lists(st.tuples(st.fractions(0, 1, max_denominator=12), DAYS, DAYS), max_size=6))
def test_the_greatest_sum_is_that_of_some_day(rows):
    held = [Held(*row) for row in rows if not (row[1] and row[2] and row[1] >= row[2])]
    days = {h.from_on or date.min for h in held}
    sums = [sum((h.share for h in held if h.holds_on(day)), Fraction()) for day in days]
    assert most(held) == max(sums, default=Fraction())


# ------------------------------------------------------------------ numbers
@pytest.mark.parametrize("spelling", ["3", "３号楼", "3栋", "03幢", "三号楼", "3#", " 3 座 "])
def test_spellings_of_one_building_have_one_key(spelling):
    assert numbering.building_key(spelling) == "3"


@pytest.mark.parametrize(
    ("spelling", "key"), [("十号楼", "10"), ("二十一栋", "21"), ("A座", "a"), ("东1楼", "东1")]
)
def test_other_numbers_of_buildings(spelling, key):
    assert numbering.building_key(spelling) == key


def test_units_stand_in_the_order_of_the_walk():
    places = [("10", "1", 1, "101"), ("2", "1", -1, "1"), ("2", "1", 1, "101"), ("2", "", 3, "1")]
    keys = sorted(places, key=lambda place: numbering.place_key(*place))
    assert keys == [places[3], places[1], places[2], places[0]]


@unhurried
@given(st.text(max_size=30))
def test_every_number_has_a_key_that_fits(text):
    for key in (numbering.building_key, numbering.entrance_key, numbering.unit_key):
        assert len(key(text)) <= 30
    assert len(numbering.sort_key(numbering.unit_key(text))) <= 60
