"""Many questions after the nearest office, answered as one by one."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from accounts.choices import RoleSlug
from accounts.models import Area, Post
from accounts.offices import Offices
from tests.factories.accounts import PostFactory, PostHoldingFactory

OFFICES = (RoleSlug.STREET_CLERK, RoleSlug.DISTRICT_OFFICER, RoleSlug.CITY_OFFICER)


@pytest.fixture
def posts(area, officer_city, officer_hualong, clerk_zhongyuan):
    """Offices of every level: held, vacant, left yesterday, and two side by side."""
    PostFactory(role=RoleSlug.STREET_CLERK, area=area("hualong-shenglilu"))
    left = PostFactory(role=RoleSlug.DISTRICT_OFFICER, area=area("puyangxian"))
    PostHoldingFactory(post=left, to_on=timezone.localdate())
    beside = PostFactory(role=RoleSlug.DISTRICT_OFFICER, area=area("puyangxian"), name="二科")
    PostHoldingFactory(post=beside, from_on=timezone.localdate() - timedelta(days=9))
    return list(Post.objects.all())


def test_the_nearest_office_is_the_same_asked_alone_or_among_many(posts):
    offices = Offices(OFFICES)
    for place, roles in product(Area.objects.all(), (OFFICES, OFFICES[1:], OFFICES[2:])):
        assert offices.nearest(place.path, roles) == Post.objects.nearest(place.path, roles)


def test_however_many_are_asked_for_two_queries_answer(posts, django_assert_num_queries):
    with django_assert_num_queries(2):
        offices = Offices(OFFICES)
        for post in posts:
            offices.nearest(offices.get(post.pk).area.path, OFFICES)


def test_a_post_of_another_role_is_read_by_its_id_and_knows_whether_it_is_held(
    mediator_zhongyuan, area
):
    held = mediator_zhongyuan.holdings.get().post
    vacant = PostFactory(role=RoleSlug.MEDIATOR, area=area("hualong"))
    offices = Offices(OFFICES, ids=[held.pk, vacant.pk])
    assert (offices.get(held.pk), offices.is_held(held)) == (held, True)
    assert (offices.get(vacant.pk), offices.is_held(vacant)) == (vacant, False)
    assert offices.nearest(held.area.path, OFFICES) is None
    assert offices.get(None) is None
