"""Delivery by e-mail: once, or shown as uncertain."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends import locmem
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone, translation

from puyang_property.core import history, notifications
from puyang_property.core.models import Delivery, DeliveryState, InboxItem
from puyang_property.core.notifications import Address, Occasion, channels, delivery
from puyang_property.core.refusals import Forbidden
from tests.core.telling import TUESDAY_NOON, holder_of, tell
from tests.factories.accounts import PostFactory
from tests.factories.core_notifications import DeliveryFactory

pytestmark = pytest.mark.usefixtures("occasions")


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


def test_one_round_sends_no_more_than_its_limit(contact):
    tell(contact, key="a:1:b")
    tell(contact, key="a:2:b")
    assert notifications.deliver_due(TUESDAY_NOON, limit=1).sent == 1
    assert notifications.deliver_due(TUESDAY_NOON, limit=1).sent == 1


def test_a_letter_called_uncertain_while_its_sender_was_slow_is_called_sent_after_all(contact):
    tell(contact)
    send = channels.send

    def slowly(*args, **kwargs):
        send(*args, **kwargs)
        delivery._give_up_lost(TUESDAY_NOON + timedelta(hours=1))
        assert Delivery.objects.get().state == DeliveryState.UNCERTAIN

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(channels, "send", slowly)
        notifications.deliver_due(TUESDAY_NOON)
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_a_server_that_takes_nothing_has_refused(contact, monkeypatch):
    monkeypatch.setattr(locmem.EmailBackend, "send_messages", lambda self, messages: 0)
    tell(contact)
    notifications.deliver_due(TUESDAY_NOON)
    assert (Delivery.objects.get().state, Delivery.objects.get().error) == ("pending", "refused")
