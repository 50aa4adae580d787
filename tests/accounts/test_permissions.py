from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.choices import RoleSlug
from accounts.models import Area, User
from accounts.roles import all_roles, granting
from puyang_property.core.querysets import home_path
from tests.factories.accounts import PostFactory, PostHoldingFactory, UserFactory


def at(area):
    """Anything that lies in an area."""
    return SimpleNamespace(area_path=area.path)


def test_every_role_of_the_list_is_on_the_page():
    assert set(all_roles()) == set(RoleSlug.values)


def test_permissions_are_written_as_app_verb_noun():
    for role in all_roles().values():
        for permission in role.permissions:
            app, _dot, name = permission.partition(".")
            verb, _underscore, noun = name.partition("_")
            assert all((app, verb, noun)), permission


def test_a_district_officer_covers_the_streets_below(officer_hualong, area):
    for key in ("hualong", "hualong-zhongyuanlu", "hualong-zhongyuanlu-jingdong"):
        assert officer_hualong.has_perm("disputes.view_dispute", at(area(key)))


@pytest.mark.parametrize("key", ["puyang", "puyangxian", "puyangxian-chengguan", "jingkaiqu"])
def test_a_district_officer_has_nothing_elsewhere(officer_hualong, area, key):
    assert not officer_hualong.has_perm("disputes.view_dispute", at(area(key)))


def test_a_clerk_has_nothing_in_the_next_street_nor_above(clerk_zhongyuan, area):
    assert clerk_zhongyuan.has_perm("disputes.accept_dispute", at(area("hualong-zhongyuanlu")))
    for key in ("hualong-shenglilu", "hualong"):
        assert not clerk_zhongyuan.has_perm("disputes.accept_dispute", at(area(key)))


def test_a_prefix_of_letters_is_not_an_area(cast, area):
    """puyang/hualong/ must not cover puyang/hualongxin/."""
    clerk = cast("x", "district_officer", "hualong")
    assert not clerk.has_perm(
        "disputes.view_dispute", SimpleNamespace(area_path="puyang/hualongx/")
    )


def test_without_an_object_it_means_in_some_area(clerk_zhongyuan, worker_jingdong):
    assert clerk_zhongyuan.has_perm("disputes.accept_dispute")
    assert not worker_jingdong.has_perm("disputes.accept_dispute")


@pytest.mark.parametrize("nowhere", [SimpleNamespace(), SimpleNamespace(area_path="")])
def test_what_lies_in_no_area_is_nobodys(officer_city, nowhere):
    assert not officer_city.has_perm("disputes.view_dispute", nowhere)


def test_an_object_may_compute_its_path(officer_hualong, area):
    thing = SimpleNamespace(scope_path=lambda: area("hualong").path)
    assert officer_hualong.has_perm("disputes.view_dispute", thing)


def test_being_called_superuser_gives_nothing(stranger):
    stranger.is_superuser = True
    assert not stranger.has_perm("disputes.view_dispute")
    assert not stranger.has_module_perms("disputes")
    assert stranger.get_all_permissions() == set()
    assert not hasattr(User.objects, "create_superuser")


def test_the_anonymous_hold_nothing(db):
    assert not AnonymousUser().has_perm("disputes.view_dispute")
    assert not Area.objects.visible_to(AnonymousUser()).exists()
    assert not User.objects.visible_to(AnonymousUser()).exists()


def test_a_login_that_is_switched_off_holds_nothing(clerk_zhongyuan):
    clerk_zhongyuan.is_active = False
    assert not clerk_zhongyuan.has_perm("disputes.view_dispute")
    assert not clerk_zhongyuan.has_module_perms("disputes")


def test_an_administrator_sees_no_case(administrator):
    """They keep the categories that forms offer, and nothing else of that room."""
    of_cases = {p for p in administrator.get_all_permissions() if p.startswith("disputes.")}
    assert {p.rpartition("_")[2] for p in of_cases} <= {"category"}
    assert "core.view_notification" not in administrator.get_all_permissions()


def test_an_auditor_only_reads(auditor):
    assert {p.split(".")[1].split("_")[0] for p in auditor.get_all_permissions()} == {"view"}


def test_only_the_district_and_the_city_approve(db):
    for verb in ("approve_suspension", "approve_extension", "redo", "decide_competence"):
        assert granting(f"disputes.{verb}_dispute") == {"city_officer", "district_officer"}


def test_district_and_city_posts_need_a_second_factor():
    for role in all_roles().values():
        if role.uses_admin or role.slug in {"city_officer", "district_officer"}:
            assert role.needs_totp, role.slug


def test_staff_is_who_uses_the_admin(officer_hualong, auditor, clerk_zhongyuan, stranger):
    assert officer_hualong.is_staff
    assert auditor.is_staff
    assert not clerk_zhongyuan.is_staff
    assert not stranger.is_staff


def test_posts_cost_one_query_however_often_one_asks(
    officer_hualong, area, django_assert_num_queries
):
    user = User.objects.get(pk=officer_hualong.pk)
    place = at(area("hualong"))
    with django_assert_num_queries(1):
        for _again in range(3):
            assert user.has_perm("disputes.view_dispute", place)
            assert user.paths_for("disputes.view_dispute") == ("puyang/hualong/",)
            assert user.post_for("disputes.view_dispute", place).role == "district_officer"


def test_an_area_inside_another_is_named_once(cast, area):
    user = cast("both", "mediator", "hualong")
    PostHoldingFactory(
        user=user, post=PostFactory(role="mediator", area=area("hualong-zhongyuanlu"))
    )
    user = User.objects.get(pk=user.pk)
    assert user.paths_for("disputes.view_dispute") == ("puyang/hualong/",)
    nearest = user.post_for("disputes.view_dispute", at(area("hualong-zhongyuanlu-jingdong")))
    assert nearest.area == area("hualong-zhongyuanlu")


def test_two_posts_do_not_mix_their_rights(cast, area):
    """Clerk of one street and community worker of another accepts only in the first."""
    user = cast("two", "street_clerk", "hualong-zhongyuanlu")
    worker = PostFactory(role="community_worker", area=area("hualong-shenglilu-jinlianhua"))
    PostHoldingFactory(user=user, post=worker)
    user = User.objects.get(pk=user.pk)
    assert user.has_perm("disputes.file_dispute", worker.area)
    assert not user.has_perm("disputes.accept_dispute", worker.area)


def test_people_are_seen_by_who_looks_after_their_area(
    administrator, administrator_hualong, clerk_zhongyuan, officer_puyangxian, stranger
):
    everybody = User.objects.visible_to(administrator)
    district = User.objects.visible_to(administrator_hualong)
    assert {clerk_zhongyuan, officer_puyangxian, stranger} <= set(everybody)
    assert set(district) == {administrator_hualong, clerk_zhongyuan}
    assert not User.objects.visible_to(UserFactory()).exists()


def test_a_model_may_name_where_its_rows_stand(clerk_zhongyuan, clerk_shengli):
    holding = clerk_zhongyuan.holdings.get()
    row = SimpleNamespace(area_lookup="holding__post__area__path", holding=holding)
    assert clerk_zhongyuan.has_perm("disputes.view_dispute", row)
    assert not clerk_shengli.has_perm("disputes.view_dispute", row)
    broken = SimpleNamespace(area_lookup="holding__post__area__path", holding=None)
    assert not clerk_zhongyuan.has_perm("disputes.view_dispute", broken)


def test_a_referred_case_lies_where_it_was_filed_and_is_seen_from_both(
    clerk_zhongyuan, clerk_shengli, area
):
    here, there = area("hualong-zhongyuanlu").path, area("hualong-shenglilu").path
    case = SimpleNamespace(area_path=here, scope_path=(here, there))
    assert home_path(case) == here
    assert home_path(SimpleNamespace(scope_path=(there,))) == there
    assert home_path(None) == ""
    for clerk in (clerk_zhongyuan, clerk_shengli):
        assert clerk.has_perm("disputes.view_dispute", case)
