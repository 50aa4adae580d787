"""Compounds are entered, changed, placed, published and merged by verbs alone."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from communities import actions, following, search
from communities.choices import Kind, ManagementMode
from communities.models import Community
from puyang_property.core import history
from puyang_property.core.refusals import Refused
from tests.factories.communities import (
    CommunityAliasFactory,
    CommunityFactory,
    ServiceContractFactory,
)

JINGDONG = "hualong-zhongyuanlu-jingdong"
pytestmark = pytest.mark.django_db


def names(events):
    return [event.name for event in events]


def test_a_clerk_enters_a_compound_and_history_says_so(clerk_zhongyuan, area):
    row = actions.create(
        by=clerk_zhongyuan, area=area(JINGDONG), name="景观城小区", aliases=["景观城", "油田新城"]
    )
    assert (row.name_key, row.initials, row.area_path) == ("景观城", "jgcxq", area(JINGDONG).path)
    assert {alias.name for alias in row.aliases.all()} == {"景观城", "油田新城"}
    assert names(history.of(row)) == ["created"]
    assert row.is_placed


def test_nobody_enters_a_compound_in_another_street(clerk_shengli, area):
    with pytest.raises(PermissionDenied):
        actions.create(by=clerk_shengli, area=area(JINGDONG), name="景观城")


def test_impossible_facts_are_refused_before_the_database_is(clerk_zhongyuan, area):
    with pytest.raises(ValidationError):
        actions.create(by=clerk_zhongyuan, area=area(JINGDONG), name="景观城", green_rate=140)


def test_a_changed_name_stays_as_a_former_one_and_is_found(clerk_zhongyuan, area):
    row = CommunityFactory(at=JINGDONG, name="旧城小区")
    actions.update(row, by=clerk_zhongyuan, name="新城花园")
    assert search.find("旧城") == [row]
    assert search.find("xchy") == [row]
    assert row.aliases.get().kind == "former"
    assert history.of(row).last().changes["name"] == "新城花园"


def test_nothing_changed_writes_no_history(clerk_zhongyuan, area):
    row = CommunityFactory(at=JINGDONG)
    actions.update(row, by=clerk_zhongyuan, name=row.name)
    assert names(history.of(row)) == []


def test_a_dropped_further_name_is_found_no_more(clerk_zhongyuan, area):
    row = actions.create(
        by=clerk_zhongyuan, area=area(JINGDONG), name="华庭", aliases=["钻井院"], is_published=True
    )
    actions.update(row, by=clerk_zhongyuan, aliases=[])
    assert search.find("钻井院") == []
    assert row.aliases.get().dropped_at is not None


def test_placing_needs_both_places(clerk_zhongyuan, officer_hualong, area):
    row = CommunityFactory(at="hualong")
    with pytest.raises(PermissionDenied):
        actions.place(row, by=clerk_zhongyuan, area=area(JINGDONG))
    actions.place(row, by=officer_hualong, area=area(JINGDONG))
    assert row.area_path == area(JINGDONG).path
    with pytest.raises(PermissionDenied):
        actions.place(row, by=officer_hualong, area=area("puyangxian"))
    assert Community.objects.get(pk=row.pk).area == area(JINGDONG)


def test_hidden_compounds_are_not_found_by_the_public(clerk_zhongyuan, area):
    row = CommunityFactory(at=JINGDONG, name="昆吾花园")
    actions.hide(row, by=clerk_zhongyuan)
    assert search.find("昆吾花园") == []
    actions.publish(row, by=clerk_zhongyuan)
    assert search.find("昆吾花园") == [row]
    assert names(history.of(row)) == ["hidden", "published"]


def test_a_merged_compound_keeps_its_past_and_gives_what_the_other_lacks(clerk_zhongyuan, area):
    stays = CommunityFactory(at=JINGDONG, name="盟城小区", households=None)
    goes = CommunityFactory(at=JINGDONG, name="濮水花园", households=300)
    contract = ServiceContractFactory(community=goes)
    followed = []
    actions.on_merge(lambda source, into, by, now: followed.append((source, into)))
    actions.merge(goes, into=stays, by=clerk_zhongyuan)
    stays.refresh_from_db()
    goes.refresh_from_db()
    contract.refresh_from_db()
    assert goes.merged_into == stays
    assert not goes.is_published
    assert stays.households == 300
    assert contract.community == stays
    assert search.find("濮水花园") == [stays]
    assert names(history.of(goes)) == ["merged"]
    assert followed == [(goes, stays)]
    with pytest.raises(Refused):
        actions.update(goes, by=clerk_zhongyuan, name="别的")


def test_two_running_contracts_stand_in_the_way_of_a_merge(clerk_zhongyuan, area):
    stays, goes = CommunityFactory(at=JINGDONG), CommunityFactory(at=JINGDONG)
    ServiceContractFactory(community=stays)
    ServiceContractFactory(community=goes)
    with pytest.raises(Refused):
        actions.merge(goes, into=stays, by=clerk_zhongyuan)


@pytest.mark.parametrize("more", [{}, {"number": "二号"}], ids=["says no more", "says more"])
def test_one_contract_entered_twice_does_not_stand_in_the_way_of_a_merge(
    clerk_zhongyuan, area, more
):
    stays, goes = CommunityFactory(at=JINGDONG), CommunityFactory(at=JINGDONG)
    days = {"starts_on": None, "ends_on": None}
    kept = ServiceContractFactory(community=stays, **days)
    twin = ServiceContractFactory(community=goes, company=kept.company, **days, **more)
    if more:
        with pytest.raises(Refused):
            actions.merge(goes, into=stays, by=clerk_zhongyuan)
        return
    actions.merge(goes, into=stays, by=clerk_zhongyuan)
    assert list(stays.contracts.standing()) == [kept]
    twin.refresh_from_db()
    assert twin.withdrawn_at
    assert names(history.of(twin)) == ["withdrawn"]


def test_contracts_that_ended_or_are_to_begin_go_along_with_a_merge(clerk_zhongyuan, area):
    stays, goes = CommunityFactory(at=JINGDONG), CommunityFactory(at=JINGDONG)
    ServiceContractFactory(community=stays, starts_on=date(2020, 1, 1), ends_on=date(2022, 12, 31))
    past = ServiceContractFactory(
        community=goes, starts_on=date(2017, 1, 1), ends_on=date(2019, 12, 31)
    )
    coming = ServiceContractFactory(community=goes, starts_on=date(2090, 1, 1), ends_on=None)
    gone = ServiceContractFactory(community=goes, withdrawn_at=timezone.now())
    actions.merge(goes, into=stays, by=clerk_zhongyuan)
    assert set(stays.contracts.values_list("pk", flat=True)) > {past.pk, coming.pk}
    assert list(goes.contracts.all()) == [gone]
    assert names(history.of(past)) == ["moved"]


def test_contracts_of_both_for_the_same_days_are_named_and_refused(clerk_zhongyuan, area):
    stays, goes = CommunityFactory(at=JINGDONG), CommunityFactory(at=JINGDONG)
    years = {"starts_on": date(2017, 1, 1), "ends_on": date(2019, 12, 31)}
    twice = [ServiceContractFactory(community=row, **years) for row in (stays, goes)]
    with pytest.raises(Refused, match=twice[0].company.name):
        actions.merge(goes, into=stays, by=clerk_zhongyuan)


@pytest.mark.parametrize(
    "change",
    [
        {"green_rate": 101},
        {"floor_area": 0},
        {"plot_ratio": 31},
        {"built_year": 215},
        {"lng": 115},
        {"lng": 0, "lat": 0},
        {"kind": "villa"},
        {"management_mode": "mafia"},
        {"name": ""},
        {"public_code": "O0O0O0"},
        {"public_code": "123456"},
    ],
    ids=str,
)
def test_the_database_refuses_an_incoherent_compound(change, area):
    row = CommunityFactory(at=JINGDONG)
    with pytest.raises(IntegrityError), transaction.atomic():
        Community.objects.filter(pk=row.pk).update(**change)


def test_the_database_shows_no_merged_compound_to_the_public(area):
    row, other = CommunityFactory(at=JINGDONG), CommunityFactory(at=JINGDONG)
    with pytest.raises(IntegrityError), transaction.atomic():
        Community.objects.filter(pk=row.pk).update(merged_into=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Community.objects.filter(pk=row.pk).update(merged_into=row, is_published=False)


def test_one_name_is_a_further_name_of_a_compound_once(area):
    alias = CommunityAliasFactory(community=CommunityFactory(at=JINGDONG))
    with pytest.raises(IntegrityError), transaction.atomic():
        CommunityAliasFactory(community=alias.community, name=alias.name)


def test_kinds_and_modes_have_words():
    assert all(str(choice.label) for choice in (*Kind, *ManagementMode))


def test_compounds_follow_a_change_of_boundary(clerk_zhongyuan, clerk_shengli, area):
    row = CommunityFactory(at=JINGDONG)
    moved = area(JINGDONG)
    type(moved).objects.filter(pk=moved.pk).update(
        parent=area("hualong-shenglilu"), path=area("hualong-shenglilu").path + "jingdong/"
    )
    assert following.follow_moved_areas() == 1
    assert following.follow_moved_areas() == 0
    assert row in Community.objects.visible_to(clerk_shengli)
    assert row not in Community.objects.visible_to(clerk_zhongyuan)


def test_placing_where_it_lies_already_writes_nothing(clerk_zhongyuan, area):
    row = CommunityFactory(at=JINGDONG)
    actions.place(row, by=clerk_zhongyuan, area=area(JINGDONG))
    assert names(history.of(row)) == []


def test_a_compound_is_not_merged_into_itself(clerk_zhongyuan, area):
    row = CommunityFactory(at=JINGDONG)
    with pytest.raises(Refused):
        actions.merge(row, into=Community.objects.get(pk=row.pk), by=clerk_zhongyuan)


def test_a_mistaken_entry_is_taken_back_once(clerk_zhongyuan, area):
    row = CommunityFactory(at=JINGDONG)
    actions.withdraw(row, by=clerk_zhongyuan, note="重复登记")
    actions.withdraw(row, by=clerk_zhongyuan)
    assert not Community.objects.current().filter(pk=row.pk).exists()
    assert names(history.of(row)) == ["withdrawn"]


def test_an_entry_with_a_contract_is_not_taken_back(clerk_zhongyuan, area):
    row = CommunityFactory(at=JINGDONG)
    ServiceContractFactory(community=row)
    with pytest.raises(Refused):
        actions.withdraw(row, by=clerk_zhongyuan)


def test_a_merge_brings_the_point_on_the_map_whole_or_not_at_all(clerk_zhongyuan, area):
    stays = CommunityFactory(at=JINGDONG, lng=None, lat=None)
    goes = CommunityFactory(at=JINGDONG, lng=Decimal("115.03"), lat=Decimal("35.76"))
    actions.merge(goes, into=stays, by=clerk_zhongyuan)
    stays.refresh_from_db()
    assert (stays.lng, stays.lat) == (Decimal("115.03"), Decimal("35.76"))


def test_only_facts_of_a_compound_are_changed(clerk_zhongyuan, area):
    row = CommunityFactory(at=JINGDONG)
    with pytest.raises(TypeError):
        actions.update(row, by=clerk_zhongyuan, is_published=True)


def test_the_name_itself_and_blanks_are_no_further_names(clerk_zhongyuan, area):
    row = actions.create(
        by=clerk_zhongyuan, area=area(JINGDONG), name="景观城", aliases=["景观城 ", " ", "油城"]
    )
    assert [alias.name for alias in row.aliases.all()] == ["油城"]
