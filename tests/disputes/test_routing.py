"""Which office receives a case, which one decides, and which one stands above."""

from datetime import date

import pytest

from disputes import routing
from tests.factories.accounts import PostFactory, PostHoldingFactory


@pytest.fixture
def posts(area):
    """The offices of a street, its district and the city, nobody in them."""
    places = {
        "city_officer": "puyang",
        "district_officer": "hualong",
        "street_clerk": "hualong-zhongyuanlu",
        "community_worker": "hualong-zhongyuanlu-jingdong",
    }
    return {role: PostFactory(role=role, area=area(key)) for role, key in places.items()}


@pytest.fixture
def path(area):
    return area("hualong-zhongyuanlu-jingdong").path


def test_the_street_receives_before_district_and_city(posts, path):
    assert routing.receiving_post(path) == posts["street_clerk"]


def test_a_community_worker_receives_nothing_though_nearer(posts, path):
    assert routing.receiving_post(path) != posts["community_worker"]


def test_a_street_without_a_post_leaves_it_to_the_district(posts, area):
    assert routing.receiving_post(area("hualong-yuecun").path) == posts["district_officer"]


def test_a_district_without_a_post_leaves_it_to_the_city(posts, area):
    assert routing.receiving_post(area("qingfeng-chengguan").path) == posts["city_officer"]


def test_where_nobody_is_in_charge_nobody_receives(area):
    assert routing.receiving_post(area("hualong-yuecun").path) is None


def test_a_vacant_post_still_receives(posts, path):
    assert not posts["street_clerk"].holders().exists()
    assert routing.receiving_post(path) == posts["street_clerk"]


def test_of_two_posts_of_a_street_the_filled_one_receives(posts, path):
    filled = PostFactory(role="street_clerk", area=posts["street_clerk"].area, name="二组")
    PostHoldingFactory(post=filled, from_on=date(2020, 1, 1))
    assert filled.pk > posts["street_clerk"].pk
    assert routing.receiving_post(path) == filled


def test_a_street_of_another_name_that_begins_alike_is_not_meant(posts, area):
    street = area("hualong-zhongyuanlu")
    assert routing.receiving_post(street.path[:-1] + "x/") != posts["street_clerk"]


def test_the_district_decides_and_where_there_is_none_the_city(posts, path, area):
    assert routing.district_post(path) == posts["district_officer"]
    assert routing.district_post(area("qingfeng-chengguan").path) == posts["city_officer"]


def test_the_next_office_up_is_the_district_and_above_it_the_city(posts):
    assert routing.next_office_up(posts["street_clerk"]) == posts["district_officer"]
    assert routing.next_office_up(posts["district_officer"]) == posts["city_officer"]


def test_finding_the_office_costs_one_query(posts, path, django_assert_num_queries):
    with django_assert_num_queries(1):
        routing.receiving_post(path)
