import copy

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from puyang_property.core import notifications
from puyang_property.core.models import Notification
from puyang_property.core.notifications import Address, Occasion, occasions, outbox
from tests.factories.accounts import PostFactory
from tests.factories.core_notifications import NotificationFactory


@pytest.fixture(autouse=True)
def told():
    notifications.register(Occasion("test_told", title=lambda notice: "Told", body=lambda _n: ""))


@pytest.fixture
def contact(area, monkeypatch):
    """An area stands in for a complaint: some record of an upper room that has an address."""
    place = area("hualong")
    address = Address("resident@example.org", language="en")
    monkeypatch.setattr(type(place), "notification_address", lambda self: address, raising=False)
    return place


def tell(to, **options):
    return notifications.notify(
        **{"key": "thing:1:happened", "occasion": "test_told", "to": to} | options
    )


def test_each_recipient_is_told_a_key_once_however_often_the_action_runs(db):
    post, other = PostFactory.create_batch(2)
    assert len(tell([post, other, post])) == 2
    assert tell([post, other]) == []
    assert Notification.objects.count() == 2


def test_another_key_is_another_notification(db):
    post = PostFactory()
    tell(post)
    assert len(tell(post, key="thing:1:happened:2026-12-01")) == 1


def test_a_contact_is_told_once_as_well(contact):
    assert len(tell(contact)) == 1
    assert tell(contact) == []
    row = Notification.objects.get()
    assert (row.post, row.contact) == (None, contact)


def test_the_subject_and_its_area_are_kept(area):
    place = area("hualong-zhongyuanlu")
    tell(PostFactory(), subject=place, context={"deadline_id": 7, "due_on": timezone.localdate()})
    row = Notification.objects.get()
    assert row.subject == place
    assert row.area_path == place.path
    assert row.context == {"deadline_id": 7, "due_on": timezone.localdate().isoformat()}


def test_an_occasion_that_no_room_registered_is_refused(db):
    with pytest.raises(KeyError):
        tell(PostFactory(), occasion="nobody_knows")


def test_somebody_who_is_neither_post_nor_contact_is_refused(officer_city):
    with pytest.raises(TypeError, match="neither a post nor a contact"):
        tell(officer_city)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_can_be_told():
    with pytest.raises(RuntimeError, match="transaction"):
        tell(PostFactory())


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_action_tells_nobody(monkeypatch):
    nudges = []
    monkeypatch.setattr(outbox.current_app, "send_task", lambda *a, **k: nudges.append(a))
    post = PostFactory()

    @transaction.atomic
    def fail():
        tell(post)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Notification.objects.exists()
    assert nudges == []


@pytest.mark.django_db(transaction=True)
def test_after_the_commit_a_worker_is_nudged(monkeypatch):
    nudges = []
    monkeypatch.setattr(outbox.current_app, "send_task", lambda name, **k: nudges.append((name, k)))
    post = PostFactory()
    with transaction.atomic():
        tell(post)
        assert nudges == []
    assert nudges == [(outbox.TASK, {"retry": False, "ignore_result": True})]


@pytest.mark.django_db(transaction=True)
def test_without_a_queue_the_action_still_succeeds_and_the_next_one_does_not_knock(
    monkeypatch, caplog
):
    knocks = []

    def away(*args, **kwargs):
        knocks.append(args)
        raise OperationalError("nobody there")

    monkeypatch.setattr(outbox.current_app, "send_task", away)
    post = PostFactory()
    for key in ("a:1:b", "a:2:b"):
        with transaction.atomic():
            tell(post, key=key)
    assert Notification.objects.count() == 2
    assert len(knocks) == 1
    assert "did not reach the queue" in caplog.text


@pytest.mark.parametrize(
    "values",
    [
        {"post": None},
        {"contact_id": 3},
        {"subject_id": 3},
        {"delivered_at": timezone.now() - timezone.timedelta(days=9)},
    ],
    ids=["nobody", "two recipients", "half a subject", "delivered before its time"],
)
def test_the_database_refuses_an_incoherent_row(db, values):
    row = NotificationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.filter(pk=row.pk).update(**values)


def test_the_database_refuses_to_tell_a_post_twice(db):
    row = NotificationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        NotificationFactory(post=row.post, key=row.key)


def test_what_is_told_of_another_area_is_not_visible(clerk_zhongyuan, auditor, area):
    mine = NotificationFactory(area_path=area("hualong-zhongyuanlu").path)
    NotificationFactory(area_path=area("puyangxian").path)
    assert Notification.objects.visible_to(auditor).count() == 2
    seen = Notification.objects.visible_to(clerk_zhongyuan, "disputes.view_dispute")
    assert list(seen) == [mine]


# ---------------------------------------------------------------- words


def words_of(occasion, language="zh-hans", **row):
    notifications.register(occasion)
    return occasions.words(NotificationFactory(occasion=occasion.slug, **row), language)


def test_words_come_from_text_templates_that_know_the_record(area, settings):
    place = area("hualong")
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["APP_DIRS"] = False
    templates[0]["OPTIONS"]["loaders"] = [
        (
            "django.template.loaders.locmem.Loader",
            {
                "title.txt": "{{ subject.name }}\n  & {{ context.number }}",
                "body.txt": "{{ notice.key }} {{ url }}",
            },
        )
    ]
    settings.TEMPLATES = templates
    occasion = Occasion("test_template", "title.txt", "body.txt", url=lambda notice: "/x/")
    words = words_of(occasion, subject=place, context={"number": "<7>"}, key="a:1:b")
    assert words == occasions.Words("华龙区 & <7>", "a:1:b /x/", "/x/")


def test_a_long_title_is_cut_to_what_an_inbox_holds(db):
    words = words_of(Occasion("test_long", lambda notice: "长" * 300))
    assert len(words.title) == 200


@pytest.mark.parametrize(
    ("pages", "url"),
    [
        ({}, ""),
        ({"get_absolute_url": "/public/"}, "/public/"),
        ({"get_absolute_url": "/public/", "get_desk_url": "/desk/x/"}, "/desk/x/"),
    ],
)
def test_the_page_is_the_one_at_the_desk_if_there_is_one(area, monkeypatch, pages, url):
    place = area("hualong")
    for name, address in pages.items():
        monkeypatch.setattr(type(place), name, lambda self, a=address: a, raising=False)
    assert words_of(Occasion("test_page", lambda notice: "x"), subject=place).url == url
