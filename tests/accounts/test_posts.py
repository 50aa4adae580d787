from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from knox.models import AuthToken

from accounts import actions
from accounts.models import Post, PostHolding, User
from puyang_property.core import history
from puyang_property.core.refusals import Forbidden, Refused
from tests.factories.accounts import PostFactory, PostHoldingFactory, UserFactory


def test_nobody_holds_the_same_post_twice_at_once(clerk_zhongyuan):
    held = clerk_zhongyuan.holdings.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        PostHoldingFactory(user=clerk_zhongyuan, post=held.post)


def test_a_post_can_be_held_again_from_the_day_it_was_left(clerk_zhongyuan, administrator):
    today = timezone.localdate()
    held = actions.vacate(clerk_zhongyuan.holdings.get(), by=administrator)
    again = actions.appoint(held.post, clerk_zhongyuan, by=administrator)
    assert (held.to_on, again.from_on) == (today, today)


def test_several_people_hold_one_post(clerk_zhongyuan, administrator):
    post = clerk_zhongyuan.current_posts[0]
    colleague = UserFactory()
    actions.appoint(post, colleague, by=administrator)
    assert set(post.holders()) == {clerk_zhongyuan, colleague}


def test_the_database_refuses_an_end_before_the_start(clerk_zhongyuan):
    with pytest.raises(IntegrityError), transaction.atomic():
        PostHolding.objects.filter(user=clerk_zhongyuan).update(to_on="2016-12-31")


def test_the_database_refuses_a_role_that_nobody_wrote_down(clerk_zhongyuan):
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.update(role="emperor")


def test_the_database_refuses_two_equal_posts(clerk_zhongyuan):
    post = clerk_zhongyuan.current_posts[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(role=post.role, area=post.area)


def test_a_role_stands_only_where_it_exists(area, administrator):
    with pytest.raises(ValidationError):
        actions.open_post(role="district_officer", area=area("hualong-yuecun"), by=administrator)


def test_appointing_writes_history_on_the_post(administrator, area):
    post = PostFactory(role="street_clerk", area=area("hualong-yuecun"))
    actions.appoint(post, UserFactory(), by=administrator)
    (event,) = history.of(post)
    assert (event.name, event.user, event.post.role) == (
        "appointed",
        administrator,
        "administrator",
    )


def test_a_leaver_leaves_the_post_with_its_work(clerk_zhongyuan, administrator):
    post = clerk_zhongyuan.current_posts[0]
    actions.vacate(clerk_zhongyuan.holdings.get(), by=administrator, note="调离")
    leaver = User.objects.get(pk=clerk_zhongyuan.pk)
    assert not leaver.has_perm("disputes.view_dispute")
    assert post in Post.objects.vacant()
    assert [event.name for event in history.of(post)] == ["vacated"]


def test_a_post_whose_only_holder_may_not_log_in_is_vacant(clerk_zhongyuan, administrator):
    post = clerk_zhongyuan.current_posts[0]
    assert post in Post.objects.held()
    actions.change_user(clerk_zhongyuan, by=administrator, is_active=False)
    assert post in Post.objects.vacant()


def test_a_holding_of_the_future_gives_nothing_today(area):
    tomorrow = timezone.localdate() + timedelta(days=1)
    post = PostFactory(role="street_clerk", area=area("hualong-yuecun"))
    holding = PostHoldingFactory(post=post, from_on=tomorrow)
    assert holding.user.current_posts == ()


def test_a_holding_ends_only_once(clerk_zhongyuan, administrator):
    holding = clerk_zhongyuan.holdings.get()
    actions.vacate(holding, by=administrator)
    with pytest.raises(Refused):
        actions.vacate(holding, by=administrator)


def test_nobody_is_appointed_twice(clerk_zhongyuan, administrator):
    with pytest.raises(Refused):
        actions.appoint(clerk_zhongyuan.current_posts[0], clerk_zhongyuan, by=administrator)


def test_nobody_appoints_themselves(administrator, area):
    post = PostFactory(role="street_clerk", area=area("hualong-yuecun"))
    with pytest.raises(Forbidden):
        actions.appoint(post, administrator, by=administrator)


def test_an_administrator_of_a_district_appoints_only_there(administrator_hualong, area):
    inside = PostFactory(role="street_clerk", area=area("hualong-yuecun"))
    outside = PostFactory(role="street_clerk", area=area("puyangxian-chengguan"))
    above = PostFactory(role="city_officer", area=area("puyang"))
    actions.appoint(inside, UserFactory(), by=administrator_hualong)
    for post in (outside, above):
        with pytest.raises(Forbidden):
            actions.appoint(post, UserFactory(), by=administrator_hualong)


def test_a_login_with_a_post_elsewhere_is_not_the_districts_to_change(
    administrator_hualong, clerk_zhongyuan, area
):
    actions.reset_password(clerk_zhongyuan, by=administrator_hualong)
    elsewhere = PostFactory(role="mediator", area=area("puyangxian-chengguan"))
    PostHoldingFactory(user=clerk_zhongyuan, post=elsewhere)
    with pytest.raises(Forbidden):
        actions.reset_password(clerk_zhongyuan, by=administrator_hualong)


@pytest.mark.parametrize("who", ["officer_city", "officer_hualong", "auditor", "clerk_zhongyuan"])
def test_only_administrators_appoint(request, who, area):
    post = PostFactory(role="street_clerk", area=area("hualong-yuecun"))
    with pytest.raises(Forbidden):
        actions.appoint(post, UserFactory(), by=request.getfixturevalue(who))


def test_a_refused_official_leaves_nothing_behind(administrator_hualong, area):
    post = PostFactory(role="street_clerk", area=area("puyangxian-chengguan"))
    with pytest.raises(Forbidden):
        actions.create_official(
            username="new", display_name="新人", post=post, by=administrator_hualong
        )
    assert not User.objects.filter(username="new").exists()


def test_a_holding_does_not_end_before_it_starts(clerk_zhongyuan, administrator):
    holding = clerk_zhongyuan.holdings.get()
    with pytest.raises(Refused):
        actions.vacate(holding, by=administrator, on=holding.from_on - timedelta(days=1))
    holding.refresh_from_db()
    assert holding.to_on is None


def test_a_change_that_leaves_the_login_on_leaves_its_tokens(clerk_zhongyuan, administrator):
    AuthToken.objects.create(user=clerk_zhongyuan)
    actions.change_user(clerk_zhongyuan, by=administrator, display_name="王芳芳")
    assert AuthToken.objects.filter(user=clerk_zhongyuan).count() == 1
    actions.change_user(clerk_zhongyuan, by=administrator, is_active=False)
    assert not AuthToken.objects.filter(user=clerk_zhongyuan).exists()
