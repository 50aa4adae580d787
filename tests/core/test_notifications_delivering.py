"""Delivery to inboxes, and the hours it keeps."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import OperationalError
from django.utils import timezone

from puyang_property.core import notifications, tasks
from puyang_property.core.models import InboxItem, Notification
from puyang_property.core.notifications import Occasion, delivery, opening
from puyang_property.core.workdays import DayKind, OfficeHours, SpecialDay, WorkCalendar
from tests.core.telling import SHANGHAI, TUESDAY_NIGHT, TUESDAY_NOON, holder_of, tell
from tests.factories.accounts import PostFactory, PostHoldingFactory

pytestmark = pytest.mark.usefixtures("occasions")


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


def test_while_the_database_is_away_delivery_stops_and_the_message_keeps_its_turn(db, monkeypatch):
    def away(row, now):
        raise OperationalError("gone")

    post = PostFactory()
    holder_of(post)
    tell(post)
    turn = Notification.objects.get().not_before
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_give", away)
        with pytest.raises(OperationalError):
            notifications.deliver_due(TUESDAY_NOON)
    row = Notification.objects.get()
    assert (row.delivered_at, row.not_before) == (None, turn)
    assert notifications.deliver_due(TUESDAY_NOON).delivered == 1


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
        ("2026-12-05T12:00", "2026-12-06T08:30"),  # a Saturday
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


def test_an_occasion_may_come_by_letter_alone(db):
    notifications.register(
        Occasion("test_letter", title=lambda notice: "Told", channels=frozenset({"email"}))
    )
    tell(
        holder_of(PostFactory(), email="clerk@example.org").holdings.get().post,
        occasion="test_letter",
    )
    counts = notifications.deliver_due(TUESDAY_NOON)
    assert (counts.delivered, counts.sent) == (1, 1)
    assert not InboxItem.objects.exists()


def test_the_task_delivers(db):
    tell(holder_of(PostFactory()).holdings.get().post, at=timezone.now())
    assert tasks.deliver()["delivered"] == 1
