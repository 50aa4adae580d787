from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends import locmem
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone, translation

from puyang_property.core import history, notifications
from puyang_property.core.models import Delivery, DeliveryState, InboxItem, Notification
from puyang_property.core.notifications import Address, Occasion, delivery, opening
from puyang_property.core.refusals import Forbidden
from puyang_property.core.workdays import DayKind, OfficeHours, SpecialDay, WorkCalendar
from tests.factories.accounts import PostFactory, PostHoldingFactory, UserFactory
from tests.factories.core_notifications import DeliveryFactory

SHANGHAI = ZoneInfo("Asia/Shanghai")
TUESDAY_NOON = datetime(2026, 12, 1, 12, tzinfo=SHANGHAI)
TUESDAY_NIGHT = datetime(2026, 12, 1, 23, tzinfo=SHANGHAI)


def in_the_active_language(notice):
    return "Told" if translation.get_language() == "en" else "告知"


@pytest.fixture(autouse=True)
def occasions():
    url = "/somewhere/"
    for slug, polite in (("test_told", False), ("test_polite", True)):
        notifications.register(
            Occasion(
                slug,
                title=in_the_active_language,
                body=lambda notice: f"no. {notice.context.get('number', '')}",
                url=lambda notice: url,
                in_working_hours=polite,
            )
        )


@pytest.fixture
def contact(area, monkeypatch):
    place = area("hualong")
    address = Address("resident@example.org", language="en")
    monkeypatch.setattr(type(place), "notification_address", lambda self: address, raising=False)
    return place


def holder_of(post, **fields):
    user = UserFactory(**fields)
    PostHoldingFactory(user=user, post=post, from_on=date(2017, 1, 1))
    return user


@transaction.atomic
def tell(to, key="thing:1:happened", occasion="test_told", at=TUESDAY_NOON, **options):
    return notifications.notify(key=key, occasion=occasion, to=to, at=at, **options)


class BrokenServer(locmem.EmailBackend):
    """A mail server with the fault of the test."""

    fault = None

    def open(self):
        if isinstance(self.fault, ConnectionRefusedError):
            raise self.fault

    def send_messages(self, messages):
        if self.fault:
            raise self.fault
        return super().send_messages(messages)


@pytest.fixture
def mail_server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenServer"
    yield BrokenServer
    BrokenServer.fault = None


# ---------------------------------------------------------------- inboxes


def test_every_holder_of_the_post_reads_it_once_in_the_own_language(db):
    post = PostFactory()
    chen = holder_of(post, language="zh-hans", email="")
    smith = holder_of(post, language="en", email="")
    tell(post, context={"number": 7})
    assert notifications.deliver_due(TUESDAY_NOON).delivered == 1
    assert notifications.deliver_due(TUESDAY_NOON).delivered == 0
    read = InboxItem.objects.values_list("user", "title", "body", "url")
    assert set(read) == {
        (chen.pk, "告知", "no. 7", "/somewhere/"),
        (smith.pk, "Told", "no. 7", "/somewhere/"),
    }


def test_a_crash_before_the_row_was_marked_delivered_doubles_nothing(db):
    post = PostFactory()
    holder_of(post)
    tell(post)
    notifications.deliver_due(TUESDAY_NOON)
    Notification.objects.update(delivered_at=None)
    notifications.deliver_due(TUESDAY_NOON)
    assert InboxItem.objects.count() == 1
    assert len(mail.outbox) == 1


def test_a_leaver_and_a_blocked_user_read_nothing(db):
    post = PostFactory()
    stays = holder_of(post)
    holder_of(post, is_active=False)
    PostHoldingFactory(post=post, from_on=date(2017, 1, 1), to_on=date(2020, 1, 1))
    tell(post)
    notifications.deliver_due(TUESDAY_NOON)
    assert [item.user for item in InboxItem.objects.all()] == [stays]


def test_a_vacant_post_keeps_it_until_somebody_is_appointed(db):
    post = PostFactory()
    tell(post)
    assert notifications.deliver_due(TUESDAY_NOON) == notifications.Counts()
    assert [row.post for row in notifications.waiting_without_holder()] == [post]
    successor = holder_of(post)
    assert notifications.deliver_due(TUESDAY_NOON).delivered == 1
    assert notifications.unread_count(successor) == 1
    assert not notifications.waiting_without_holder().exists()


def test_nothing_is_delivered_before_its_time(db):
    post = PostFactory()
    holder_of(post)
    tell(post, at=TUESDAY_NOON + timedelta(hours=1))
    assert notifications.deliver_due(TUESDAY_NOON).delivered == 0
    assert notifications.deliver_due(TUESDAY_NOON + timedelta(hours=1)).delivered == 1


def test_more_than_one_batch_is_delivered_up_to_the_limit(db, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 2)
    post = PostFactory()
    holder_of(post, email="")
    for number in range(7):
        tell(post, key=f"thing:{number}:happened")
    assert notifications.deliver_due(TUESDAY_NOON, limit=5).delivered == 5
    assert notifications.deliver_due(TUESDAY_NOON, limit=5).delivered == 2


def test_one_that_cannot_be_worded_waits_and_stops_no_other(db, caplog):
    def broken(notice):
        raise ZeroDivisionError

    notifications.register(Occasion("test_broken", title=broken))
    post = PostFactory()
    holder_of(post)
    tell(post, occasion="test_broken", key="a:1:b")
    tell(post, key="a:2:b")
    counts = notifications.deliver_due(TUESDAY_NOON)
    assert (counts.delivered, counts.waiting) == (1, 1)
    assert InboxItem.objects.get().notification.key == "a:2:b"
    assert "cannot be delivered" in caplog.text


# ---------------------------------------------------------------- hours


def test_a_reminder_at_night_waits_for_the_morning(db):
    post = PostFactory()
    holder_of(post)
    tell(post, occasion="test_polite")
    assert notifications.deliver_due(TUESDAY_NIGHT).waiting == 1
    early = datetime(2026, 12, 2, 8, 29, tzinfo=SHANGHAI)
    assert notifications.deliver_due(early).delivered == 0
    assert notifications.deliver_due(early + timedelta(minutes=1)).delivered == 1


def test_an_urgent_reminder_and_a_letter_to_a_resident_do_not_wait(contact):
    post = PostFactory()
    holder_of(post, email="")
    tell(post, occasion="test_polite", urgent=True)
    tell(contact, occasion="test_polite")
    assert notifications.deliver_due(TUESDAY_NIGHT).delivered == 2


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-12-01T12:00", "2026-12-01T12:00"),
        ("2026-12-01T08:30", "2026-12-01T08:30"),
        ("2026-12-01T07:00", "2026-12-01T08:30"),
        ("2026-12-01T18:00", "2026-12-02T08:30"),
        ("2026-12-04T20:00", "2026-12-06T08:30"),  # Sunday the 6th is a make-up workday here
        ("2026-12-30T20:00", "2027-01-04T08:30"),  # over New Year's holiday and a weekend
    ],
)
def test_offices_open_on_working_days(now, opens):
    days = {
        date(2026, 12, 6): SpecialDay(DayKind.MAKEUP_WORKDAY),
        date(2026, 12, 31): SpecialDay(DayKind.HOLIDAY),
        date(2027, 1, 1): SpecialDay(DayKind.HOLIDAY),
    }
    now, opens = (datetime.fromisoformat(m).replace(tzinfo=SHANGHAI) for m in (now, opens))
    assert opening.opening(now, hours=OfficeHours(), calendar=WorkCalendar(days)) == opens


# ---------------------------------------------------------------- letters


def test_a_resident_gets_an_e_mail_and_no_inbox(contact):
    tell(contact)
    counts = notifications.deliver_due(TUESDAY_NOON)
    assert (counts.delivered, counts.sent) == (1, 1)
    letter = mail.outbox[0]
    assert (letter.subject, letter.to) == ("Told", ["resident@example.org"])
    assert "/somewhere/" in letter.body
    assert letter.extra_headers["Message-ID"] == Delivery.objects.get().message_id
    assert not InboxItem.objects.exists()


def test_the_address_itself_is_not_kept(contact):
    tell(contact)
    notifications.deliver_due(TUESDAY_NOON)
    kept = Delivery.objects.values().get()
    assert "resident@example.org" not in str(kept)


def test_a_contact_without_an_address_is_done_without_a_letter(contact, monkeypatch):
    monkeypatch.setattr(type(contact), "notification_address", lambda self: None)
    tell(contact)
    assert notifications.deliver_due(TUESDAY_NOON).delivered == 1
    assert mail.outbox == []


def test_an_address_withdrawn_meanwhile_is_not_written_to(contact, monkeypatch, mail_server):
    mail_server.fault = ConnectionRefusedError()
    tell(contact)
    notifications.deliver_due(TUESDAY_NOON)
    mail_server.fault = None
    changed = Address("other@example.org")
    monkeypatch.setattr(type(contact), "notification_address", lambda self: changed)
    assert notifications.deliver_due(TUESDAY_NOON + timedelta(hours=1)).failed == 1
    assert mail.outbox == []
    assert Delivery.objects.get().state == DeliveryState.FAILED


@pytest.mark.parametrize(
    "fault", [ConnectionRefusedError(), SMTPDataError(451, b"try later resident@example.org")]
)
def test_a_known_failure_is_tried_again_a_few_times_then_shown(contact, mail_server, fault):
    mail_server.fault = fault
    tell(contact)
    now, waits = TUESDAY_NOON, []
    for _attempt in range(5):
        notifications.deliver_due(now)
        row = Delivery.objects.get()
        waits.append(row.next_try_at - now)
        now = max(now, row.next_try_at)
    assert waits[:4] == delivery.BACK_OFF
    assert (row.state, row.attempts) == (DeliveryState.FAILED, 5)
    assert "resident" not in row.error
    assert notifications.deliver_due(now + timedelta(days=9)).failed == 0


def test_a_letter_that_cannot_be_worded_is_noted_and_stops_no_other(contact, caplog):
    def broken_in_english(notice):
        return 1 / (translation.get_language() != "en")

    notifications.register(Occasion("test_broken", title=broken_in_english))
    tell(contact, key="a:1:b", occasion="test_broken")
    tell(contact, key="a:2:b")
    counts = notifications.deliver_due(TUESDAY_NOON)
    assert (counts.sent, counts.failed) == (1, 1)
    assert "cannot be worded" in caplog.text


def test_a_later_attempt_keeps_the_message_id(contact, mail_server):
    mail_server.fault = ConnectionRefusedError()
    tell(contact)
    notifications.deliver_due(TUESDAY_NOON)
    mail_server.fault = None
    notifications.deliver_due(TUESDAY_NOON + timedelta(minutes=1))
    row = Delivery.objects.get()
    assert (row.state, row.error) == (DeliveryState.SENT, "")
    assert mail.outbox[0].extra_headers["Message-ID"] == row.message_id


def test_a_line_cut_while_the_server_listened_is_uncertain_and_never_resent(contact, mail_server):
    mail_server.fault = SMTPServerDisconnected("gone")
    tell(contact)
    notifications.deliver_due(TUESDAY_NOON)
    assert Delivery.objects.get().state == DeliveryState.UNCERTAIN
    mail_server.fault = None
    assert notifications.deliver_due(TUESDAY_NOON + timedelta(days=1)).sent == 0


def test_a_crash_between_sending_and_noting_is_shown_as_uncertain(contact, monkeypatch):
    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    tell(contact)
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_note", killed)
        with pytest.raises(KeyboardInterrupt):
            notifications.deliver_due(TUESDAY_NOON)
    assert len(mail.outbox) == 1
    soon = notifications.deliver_due(TUESDAY_NOON + timedelta(minutes=4))
    assert soon.uncertain == 0
    later = notifications.deliver_due(TUESDAY_NOON + timedelta(minutes=6))
    assert later.uncertain == 1
    assert len(mail.outbox) == 1
    assert Delivery.objects.get().state == DeliveryState.UNCERTAIN


def test_only_a_person_with_that_right_sends_an_uncertain_message_again(
    contact, administrator, clerk_zhongyuan
):
    tell(contact)
    notifications.deliver_due(TUESDAY_NOON)
    Delivery.objects.update(state=DeliveryState.UNCERTAIN, sent_at=None)
    row = Delivery.objects.get()
    with pytest.raises(Forbidden):
        notifications.send_again(row, by=clerk_zhongyuan)
    notifications.send_again(row, by=administrator, now=TUESDAY_NOON)
    assert [(e.name, e.user) for e in history.of(row)] == [("sent_again", administrator)]
    notifications.deliver_due(TUESDAY_NOON)
    assert len(mail.outbox) == 2
    with pytest.raises(ValidationError):
        notifications.send_again(row, by=administrator)


def test_a_message_that_never_leaves_the_transaction_is_not_sent_inside_one(transactional_db):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        notifications.deliver_due(TUESDAY_NOON)


@pytest.mark.django_db(transaction=True)
def test_what_another_worker_holds_is_left_to_it():
    post = PostFactory()
    holder_of(post, email="")
    tell(post)
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT id FROM core_notification FOR UPDATE")
        assert notifications.deliver_due(TUESDAY_NOON).delivered == 0
        other.rollback()
        assert notifications.deliver_due(TUESDAY_NOON).delivered == 1
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_deliver_each_once():
    posts = PostFactory.create_batch(3)
    for post in posts:
        holder_of(post)
        holder_of(post)
    for number in range(20):
        tell(posts, key=f"thing:{number}:happened")

    def work(_number):
        try:
            return notifications.deliver_due(TUESDAY_NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        counts = list(workers.map(work, range(4)))
    assert sum(count.delivered for count in counts) == 60
    assert sum(count.sent for count in counts) == 120
    assert InboxItem.objects.count() == len(mail.outbox) == 120
    ids = {letter.extra_headers["Message-ID"] for letter in mail.outbox}
    assert len(ids) == 120


@pytest.mark.parametrize(
    "values",
    [
        {"state": DeliveryState.SENT},
        {"sent_at": timezone.now()},
        {"state": DeliveryState.CLAIMED},
        {"state": "gone"},
    ],
)
def test_the_database_refuses_an_incoherent_sending(db, values):
    row = DeliveryFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=row.pk).update(**values)
