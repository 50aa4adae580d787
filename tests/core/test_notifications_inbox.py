import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from puyang_property.core.models import Delivery, DeliveryState, InboxItem
from puyang_property.core.notifications import occasions, views
from tests.factories.accounts import PostFactory, PostHoldingFactory
from tests.factories.core_notifications import (
    DeliveryFactory,
    InboxItemFactory,
    NotificationFactory,
)


@pytest.fixture
def client(client_of, clerk_zhongyuan):
    return client_of(clerk_zhongyuan)


def test_an_empty_inbox_says_so(client):
    page = client.get(reverse("inbox:list"))
    assert page.status_code == 200
    assert 'class="empty"' in page.content.decode()


def test_only_the_own_messages_are_listed_newest_first(client, clerk_zhongyuan, clerk_shengli):
    first, second = InboxItemFactory.create_batch(2, user=clerk_zhongyuan)
    InboxItemFactory(user=clerk_shengli)
    page = client.get(reverse("inbox:list"))
    assert page.context["page"].items == [second, first]


def test_opening_a_message_marks_it_as_read(client, clerk_zhongyuan):
    item = InboxItemFactory(user=clerk_zhongyuan, body="第一行\n第二行", url="/desk/")
    page = client.get(reverse("inbox:detail", args=[item.pk]))
    assert "第二行" in page.content.decode()
    item.refresh_from_db()
    assert item.read_at is not None
    assert client.get(reverse("inbox:list") + "?show=unread").context["page"].items == []


def test_somebody_elses_message_is_not_found_and_stays_unread(client, clerk_shengli):
    item = InboxItemFactory(user=clerk_shengli)
    assert client.get(reverse("inbox:detail", args=[item.pk])).status_code == 404
    client.post(reverse("inbox:read_all"))
    item.refresh_from_db()
    assert item.read_at is None


def test_all_are_marked_as_read_at_once(client, clerk_zhongyuan):
    InboxItemFactory.create_batch(3, user=clerk_zhongyuan)
    answer = client.post(reverse("inbox:read_all"))
    assert answer.status_code == 302
    assert not InboxItem.objects.of(clerk_zhongyuan).unread().exists()


def test_marking_needs_a_post_request(client):
    assert client.get(reverse("inbox:read_all")).status_code == 405


def test_long_inboxes_have_pages(client, clerk_zhongyuan, monkeypatch):
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    items = InboxItemFactory.create_batch(5, user=clerk_zhongyuan)
    page = client.get(reverse("inbox:list") + "?show=unread").context["page"]
    second = client.get(reverse("inbox:list") + page.next_url).context["page"]
    assert second.items == [items[2], items[1]]
    assert "show=unread" in second.next_url


def test_a_cursor_that_is_not_ours_shows_the_first_page(client, clerk_zhongyuan):
    item = InboxItemFactory(user=clerk_zhongyuan)
    page = client.get(reverse("inbox:list") + "?cursor=nonsense:of:ours")
    assert page.context["page"].items == [item]


def test_one_message_costs_as_many_queries_as_twenty(
    client, clerk_zhongyuan, django_assert_num_queries
):
    InboxItemFactory(user=clerk_zhongyuan)
    client.get(reverse("inbox:list"))  # the first page of a session notes the time
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("inbox:list"))
    InboxItemFactory.create_batch(19, user=clerk_zhongyuan)
    with django_assert_num_queries(len(one)):
        client.get(reverse("inbox:list"))


def test_without_a_login_there_is_no_inbox(db):
    assert Client().get(reverse("inbox:list")).status_code == 302


def test_the_database_refuses_the_same_message_twice_in_one_inbox(db):
    item = InboxItemFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        InboxItemFactory(user=item.user, notification=item.notification)


def occasions_shown(client, query=""):
    page = client.get(f"/admin/core/notification/{query}")
    assert page.status_code == 200
    return {row.occasion for row in page.context["cl"].result_list}


def test_an_officer_sees_what_waits_for_an_appointment(client_of, officer_hualong, clerk_zhongyuan):
    [held], now = clerk_zhongyuan.current_posts, timezone.now()
    vacant = PostFactory(area=held.area, role="mediator")
    NotificationFactory(occasion="vacant", post=vacant)
    NotificationFactory(occasion="held", post=held)
    NotificationFactory(occasion="done", post=held, not_before=now, delivered_at=now)
    client = client_of(officer_hualong)
    assert occasions_shown(client) == {"vacant", "held", "done"}
    assert occasions_shown(client, "?waiting=vacant") == {"vacant"}
    assert occasions_shown(client, "?waiting=waiting") == {"vacant", "held"}
    assert occasions_shown(client, "?waiting=delivered") == {"done"}


def test_an_officer_sees_nothing_of_another_district(client_of, officer_hualong, area):
    NotificationFactory(occasion="elsewhere", area_path=area("puyangxian").path)
    NotificationFactory(occasion="here", area_path=area("hualong-zhongyuanlu").path)
    assert occasions_shown(client_of(officer_hualong)) == {"here"}


def test_occasions_have_names_that_people_read(client_of, officer_hualong, area):
    place = area("hualong-zhongyuanlu")
    first = NotificationFactory(occasion="deadline_early", area_path=place.path, subject=place)
    NotificationFactory(occasion="deadline_due", area_path=place.path)
    client = client_of(officer_hualong)
    assert occasions_shown(client, "?occasion=deadline_early") == {"deadline_early"}
    with override("zh-hans"):
        name = occasions.name("deadline_early")
    for page in ("", f"{first.pk}/change/"):
        assert name in client.get(f"/admin/core/notification/{page}").text
    assert "中原路" in client.get(f"/admin/core/notification/{first.pk}/change/").text


def test_whoever_sees_no_case_sees_no_notification(client_of, administrator):
    assert client_of(administrator).get("/admin/core/notification/").status_code == 403


def test_the_administrator_lets_an_uncertain_message_go_again(client_of, administrator, area):
    row = DeliveryFactory(
        claimed=True,
        state=DeliveryState.UNCERTAIN,
        notification__post__area=area("hualong-zhongyuanlu"),
    )
    sent = DeliveryFactory(notification__post__area=area("hualong-zhongyuanlu"))
    data = {"action": "send_again", "_selected_action": [row.pk, sent.pk]}
    client_of(administrator).post("/admin/core/delivery/", data)
    row.refresh_from_db()
    assert row.state == DeliveryState.PENDING
    assert Delivery.objects.get(pk=sent.pk).attempts == 0


def test_whoever_may_send_again_elsewhere_only_is_told_so_for_each_message(
    cast, client_of, administrator, area
):
    both = cast("both", "administrator", "hualong-zhongyuanlu")
    auditor = PostFactory(role="auditor", area=area("hualong"))
    PostHoldingFactory(user=both, post=auditor, from_on=both.holdings.get().from_on)
    elsewhere = area("hualong-shenglilu")
    row = DeliveryFactory(
        claimed=True,
        state=DeliveryState.UNCERTAIN,
        notification__post__area=elsewhere,
        notification__area_path=elsewhere.path,
    )
    data = {"action": "send_again", "_selected_action": [row.pk]}
    page = client_of(both).post("/admin/core/delivery/", data, follow=True)
    told = [str(message) for message in page.context["messages"]]
    assert told == [f"{row}: 您的岗位无权重新发送消息。"]
    row.refresh_from_db()
    assert row.state == DeliveryState.UNCERTAIN


def test_an_auditor_reads_deliveries_but_sends_nothing_again(client_of, auditor, area):
    row = DeliveryFactory(
        claimed=True,
        state=DeliveryState.UNCERTAIN,
        notification__post__area=area("hualong-zhongyuanlu"),
    )
    data = {"action": "send_again", "_selected_action": [row.pk]}
    client = client_of(auditor)
    assert row.message_id.strip("<>") in client.get("/admin/core/delivery/").content.decode()
    client.post("/admin/core/delivery/", data)
    row.refresh_from_db()
    assert row.state == DeliveryState.UNCERTAIN
