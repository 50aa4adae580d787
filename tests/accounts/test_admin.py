import re

import pytest
from django.contrib import admin
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Area, Post, PostHolding, User
from puyang_property.core import history
from tests.accounts.test_login import sign_in
from tests.factories.accounts import PostFactory, PostHoldingFactory, UserFactory

USERS, POSTS, HOLDINGS = (f"/admin/accounts/{m}/" for m in ("user", "post", "postholding"))
AREAS = "/admin/accounts/area/"


NO_ROWS = {"holdings-TOTAL_FORMS": 0, "holdings-INITIAL_FORMS": 0}


def text_of(answer):
    return answer.content.decode()


def test_what_holds_secrets_is_not_in_the_admin(db):
    registered = {model._meta.app_label for model in admin.site._registry}
    assert registered.isdisjoint({"auth", "axes", "knox", "otp_totp"})


def test_the_admin_asks_at_the_one_door(client, db):
    answer = client.get(USERS, follow=True)
    assert answer.redirect_chain[-1][0] == "/login/?next=/admin/accounts/user/"


@pytest.mark.parametrize("who", ["clerk_zhongyuan", "worker_jingdong", "mediator_zhongyuan"])
def test_posts_that_do_not_use_the_admin_are_told_so(request, who, client_of):
    client = client_of(request.getfixturevalue(who))
    assert client.get("/admin/").status_code == 403
    assert client.get(USERS).status_code == 403


def test_a_district_sees_its_own_people_posts_and_places(
    administrator_hualong, clerk_zhongyuan, officer_puyangxian, client_of
):
    client = client_of(administrator_hualong)
    people = text_of(client.get(USERS))
    assert "clerk_zhongyuan" in people
    assert "officer_puyangxian" not in people
    assert "濮阳县" not in text_of(client.get(POSTS)).partition("result_list")[2]
    assert "赵志远" not in text_of(client.get(HOLDINGS))
    assert "城关镇" not in text_of(client.get(AREAS))
    assert client.get(f"{USERS}{officer_puyangxian.pk}/change/").status_code == 404
    post = officer_puyangxian.current_posts[0]
    assert client.get(f"{POSTS}{post.pk}/change/").status_code == 404


@pytest.mark.parametrize("words", ["zhongyuanlu", "zyl", "中原路"])
def test_places_are_found_by_pinyin(administrator, client_of, words):
    page = text_of(client_of(administrator).get(AREAS, {"q": words}))
    assert "hualong-zhongyuanlu" in page
    assert "hualong-shenglilu" not in page


@pytest.mark.parametrize("who", ["administrator", "officer_city", "auditor"])
def test_nobody_edits_a_place_by_hand(request, who, client_of):
    client = client_of(request.getfixturevalue(who))
    place = Area.objects.get(key="hualong-zhongyuanlu")
    assert client.get(f"{AREAS}add/").status_code == 403
    page = client.get(f"{AREAS}{place.pk}/change/")
    assert "410902001000" in text_of(page)
    assert client.post(f"{AREAS}{place.pk}/change/", {"name": "x"}).status_code == 403
    assert client.post(f"{AREAS}{place.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_login_comes_with_a_post_and_a_one_time_password(
    administrator_hualong, client_of, client
):
    place = Area.objects.get(key="hualong-zhongyuanlu")
    sent = {"username": "zhaoli", "display_name": "赵丽", "email": "", "language": "zh-hans"}
    sent |= {"role": "street_clerk", "area": place.pk}
    answer = client_of(administrator_hualong).post(f"{USERS}add/", sent, follow=True)
    one_time = re.search(r"\b[a-z2-9]{4}(-[a-z2-9]{4}){3}\b(?!-)", text_of(answer)).group()
    user = User.objects.get(username="zhaoli")
    assert [str(post.area) for post in user.current_posts] == ["中原路街道"]
    assert user.must_change_password
    assert sign_in(client, user, one_time).status_code == 302
    assert [event.name for event in history.of(user)] == ["created"]


def test_a_district_makes_no_login_elsewhere(administrator_hualong, client_of):
    place = Area.objects.get(key="puyangxian-chengguan")
    sent = {"username": "zhaoli", "display_name": "赵丽", "language": "zh-hans"}
    sent |= {"role": "street_clerk", "area": place.pk}
    answer = client_of(administrator_hualong).post(f"{USERS}add/", sent)
    assert answer.status_code == 200
    assert not User.objects.filter(username="zhaoli").exists()


def test_a_role_at_the_wrong_level_is_refused_in_the_form(administrator, client_of):
    place = Area.objects.get(key="puyangxian-chengguan")
    sent = {"username": "zhaoli", "display_name": "赵丽", "language": "zh-hans"}
    sent |= {"role": "city_officer", "area": place.pk}
    assert client_of(administrator).post(f"{USERS}add/", sent).status_code == 200
    assert not User.objects.filter(username="zhaoli").exists()


def test_switching_a_login_off_is_history(administrator, clerk_zhongyuan, client_of):
    sent = {"display_name": "王芳", "language": "zh-hans", "email": clerk_zhongyuan.email}
    sent |= NO_ROWS
    url = f"{USERS}{clerk_zhongyuan.pk}/change/"
    assert client_of(administrator).post(url, sent).status_code == 302
    assert not User.objects.get(pk=clerk_zhongyuan.pk).is_active
    (event,) = history.of(clerk_zhongyuan)
    assert (event.name, event.changes["is_active"]) == ("changed", False)


def test_a_login_with_a_post_elsewhere_is_read_only_for_the_district(
    administrator_hualong, clerk_zhongyuan, client_of
):
    elsewhere = PostFactory(role="mediator", area=Area.objects.get(key="puyangxian-chengguan"))
    PostHoldingFactory(user=clerk_zhongyuan, post=elsewhere)
    client = client_of(administrator_hualong)
    url = f"{USERS}{clerk_zhongyuan.pk}/change/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"display_name": "x", "language": "en"}).status_code == 403
    sent = {"action": "give_one_time_password", "_selected_action": clerk_zhongyuan.pk}
    assert client.post(USERS, sent).status_code == 403
    clerk_zhongyuan.refresh_from_db()
    assert not clerk_zhongyuan.must_change_password


def test_appointing_and_vacating_by_the_admin(administrator, clerk_zhongyuan, client_of):
    client, colleague = client_of(administrator), UserFactory()
    post = clerk_zhongyuan.current_posts[0]
    today = timezone.localdate()
    sent = {"user": colleague.pk, "post": post.pk, "from_on": today.isoformat()}
    assert client.post(f"{HOLDINGS}add/", sent).status_code == 302
    assert set(post.holders()) == {clerk_zhongyuan, colleague}
    assert client.post(f"{HOLDINGS}add/", sent).status_code in {200, 302}
    assert PostHolding.objects.filter(user=colleague).count() == 1
    held = PostHolding.objects.get(user=clerk_zhongyuan)
    url = f"{HOLDINGS}{held.pk}/change/"
    assert client.post(url, {"to_on": today.isoformat()}).status_code == 302
    assert set(post.holders()) == {colleague}
    assert {event.name for event in history.of(post)} == {"appointed", "vacated"}


def test_nobody_appoints_themselves_by_the_admin(administrator, client_of):
    post = PostFactory(role="auditor", area=Area.objects.get(key="puyang"))
    sent = {"user": administrator.pk, "post": post.pk, "from_on": "2026-01-01"}
    assert client_of(administrator).post(f"{HOLDINGS}add/", sent).status_code == 403
    assert not post.holdings.exists()


def test_posts_without_a_holder_can_be_listed(administrator, clerk_zhongyuan, client_of):
    vacant = PostFactory(role="street_clerk", area=Area.objects.get(key="hualong-yuecun"))
    rows = text_of(client_of(administrator).get(POSTS, {"held": "no"})).partition("result_list")[2]
    assert f"/post/{vacant.pk}/" in rows
    assert "中原路" not in rows


def test_opening_and_naming_a_post(administrator, client_of):
    place = Area.objects.get(key="hualong-yuecun")
    client = client_of(administrator)
    sent = {"role": "street_clerk", "area": place.pk, "name": ""}
    assert client.post(f"{POSTS}add/", sent).status_code == 302
    post = Post.objects.get(area=place)
    client.post(f"{POSTS}{post.pk}/change/", {"name": "岳村镇物业办", **NO_ROWS})
    post.refresh_from_db()
    assert str(post) == "岳村镇物业办"
    assert [event.name for event in history.of(post)] == ["opened", "renamed"]


def test_resetting_a_second_factor(administrator, officer_hualong, client_of):
    sent = {"action": "forget_second_factor", "_selected_action": officer_hualong.pk}
    client_of(administrator).post(USERS, sent)
    assert not TOTPDevice.objects.filter(user=officer_hualong).exists()


def test_an_auditor_reads_and_changes_nothing(auditor, clerk_zhongyuan, client_of):
    client = client_of(auditor)
    url = f"{USERS}{clerk_zhongyuan.pk}/"
    assert client.get(f"{url}change/").status_code == 200
    assert client.get(f"{url}history/").status_code == 200
    assert client.post(f"{url}change/", {"display_name": "x"}).status_code == 403
    assert client.get(f"{USERS}add/").status_code == 403
    sent = {"action": "give_one_time_password", "_selected_action": clerk_zhongyuan.pk}
    client.post(USERS, sent)
    clerk_zhongyuan.refresh_from_db()
    assert not clerk_zhongyuan.must_change_password


def test_lists_cost_the_same_for_one_row_and_for_twenty(
    administrator, area, client_of, django_assert_max_num_queries
):
    client = client_of(administrator)
    for number in range(20):
        post = PostFactory(role="mediator", area=area("hualong"), name=f"第{number}人")
        PostHoldingFactory(post=post)
    for url in (USERS, POSTS, HOLDINGS, AREAS):
        with django_assert_max_num_queries(16):
            assert client.get(url).status_code == 200


def test_a_search_box_is_not_required_in_html_because_its_choices_come_later(
    client_of, administrator
):
    for name in ("post", "postholding", "user"):
        page = client_of(administrator).get(f"/admin/accounts/{name}/add/").text
        boxes = [tag for tag in re.findall(r"<select[^>]*>", page) if "admin-autocomplete" in tag]
        assert boxes
        assert all(" required" not in box for box in boxes)
        assert 'value=""></option>' not in page
