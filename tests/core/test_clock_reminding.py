"""The ladder on real rows: each rung once, in working hours, at the cost of what is due."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from puyang_property.core import clock, reminders
from puyang_property.core.ladder import Rung
from puyang_property.core.models import Deadline, DeadlineReminder, InboxItem, Notification
from puyang_property.core.notifications import deliver_due, occasions
from puyang_property.core.periods import Rule, Unit
from puyang_property.core.workdays import SHANGHAI
from tests.factories.core_clock import DeadlineFactory, DeadlineReminderFactory

NOW = datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)
TEN_DAYS = Rule("test.handle", "handle", 10, Unit.WORKING_DAYS)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def nine(day):
    return datetime.combine(day, datetime.min.time(), SHANGHAI) + timedelta(hours=9)


@pytest.fixture
def post(clerk_zhongyuan, calendar):
    return clerk_zhongyuan.holdings.get().post


@pytest.fixture
def running(post):
    return clock.start(post.area, "handle", TEN_DAYS, now=NOW, post=post)


def sent():
    rows = DeadlineReminder.objects.filter(sent_at__isnull=False).order_by("id")
    return [(row.rung, row.sent_at.astimezone(SHANGHAI).date()) for row in rows]


def superseded():
    return {r.rung for r in DeadlineReminder.objects.filter(superseded_at__isnull=False)}


def test_every_rung_is_sent_on_its_day_and_once_however_often_the_task_runs(running):
    day = date(2026, 11, 2)
    while day < date(2026, 12, 10):
        for _again in range(2):
            reminders.send_due(nine(day))
        day += timedelta(days=1)
    assert sent() == [
        ("early", date(2026, 11, 11)),
        ("late", date(2026, 11, 13)),
        ("due", date(2026, 11, 16)),
        ("urge", date(2026, 11, 17)),
        ("supervise", date(2026, 11, 23)),
    ]
    assert Notification.objects.count() == 5
    assert Deadline.objects.get().next_rung_on is None


def test_after_an_outage_only_the_highest_rung_is_sent(running):
    done = reminders.send_due(at("2026-11-18T09:00"))
    assert (done.sent, done.superseded) == (1, 3)
    assert [rung for rung, _day in sent()] == ["urge"]
    assert superseded() == {"early", "late", "due"}
    assert Deadline.objects.get().next_rung_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    "moment",
    ["2026-11-16T08:29", "2026-11-16T18:00", "2026-11-16T03:00", "2026-11-14T10:00"],
)
def test_nobody_is_reminded_outside_working_hours(running, moment):
    assert reminders.send_due(at(moment)).office_closed
    assert not DeadlineReminder.objects.exists()


def test_a_worked_saturday_is_a_day_for_reminders(post):
    clock.start(post.area, "handle", TEN_DAYS, started=date(2026, 9, 21), now=NOW, post=post)
    Deadline.objects.update(remind_from=date(2026, 9, 21), next_rung_on=date(2026, 10, 10))
    assert reminders.send_due(at("2026-10-10T09:00")).sent == 1


def test_what_is_met_cancelled_or_resting_is_not_reminded_of(post, area, officer_hualong):
    for number, stop in enumerate(
        (
            lambda s: clock.meet(s, "handle", now=NOW),
            lambda s: clock.cancel(s, now=NOW),
            lambda s: clock.suspend(s, reason="鉴定", by=officer_hualong, now=NOW),
        )
    ):
        subject = area(["hualong-zhongyuanlu", "hualong-shenglilu", "hualong"][number])
        clock.start(subject, "handle", TEN_DAYS, now=NOW, post=post)
        stop(subject)
    assert reminders.send_due(at("2026-11-30T09:00")).sent == 0


def test_an_old_order_comes_in_without_catching_up(post):
    rule = Rule("hotline.handle", "handle", 5, Unit.WORKING_DAYS)
    clock.start(post.area, "handle", rule, started=date(2017, 3, 1), now=NOW, post=post)
    assert Deadline.objects.get().due_on == date(2017, 3, 8)
    assert reminders.send_due(NOW).sent == 0
    assert Deadline.objects.get().next_rung_on is None


def test_a_replay_as_of_its_own_days_sends_what_was_due_then(post):
    begun = at("2017-03-01T10:00")
    rule = Rule("hotline.handle", "handle", 5, Unit.WORKING_DAYS)
    clock.start(post.area, "handle", rule, started=begun, now=begun, post=post)
    for offset in range(60):
        reminders.send_due(nine(begun.date() + timedelta(days=offset)))
    assert sent() == [
        ("early", date(2017, 3, 3)),
        ("late", date(2017, 3, 7)),
        ("due", date(2017, 3, 8)),
        ("urge", date(2017, 3, 9)),
        ("supervise", date(2017, 3, 15)),
    ]


def test_a_moved_day_is_reminded_of_afresh_but_not_of_what_is_past(running, officer_hualong):
    reminders.send_due(at("2026-11-11T09:00"))
    clock.suspend(running.subject, reason="鉴定", by=officer_hualong, now=at("2026-11-12T09:00"))
    clock.resume(running.subject, by=officer_hualong, now=at("2026-11-18T09:00"))
    deadline = Deadline.objects.get()
    assert deadline.due_on == date(2026, 11, 20)
    reminders.send_due(at("2026-11-18T10:00"))
    assert [rung for rung, _day in sent()] == ["early"], "the new T-3 lay before the resumption"
    reminders.send_due(at("2026-11-19T09:00"))
    assert sent()[1:] == [("late", date(2026, 11, 19))]


def test_the_room_names_who_hears_of_which_rung(running, officer_hualong, monkeypatch):
    above = officer_hualong.holdings.get().post
    monkeypatch.setattr(reminders, "_recipients", {})
    clock.register_subject(
        type(running.subject),
        recipients=lambda owed: [
            [above] if rung == Rung.SUPERVISE else [deadline.post] for deadline, rung in owed
        ],
    )
    reminders.send_due(at("2026-11-18T09:00"))
    reminders.send_due(at("2026-11-23T09:00"))
    told = Notification.objects.order_by("id").values_list("post", flat=True)
    assert list(told) == [running.post_id, above.pk]
    assert DeadlineReminder.objects.get(rung="supervise").recipients == 1


def test_a_reminder_that_nobody_receives_is_on_record(post):
    clock.start(post.area, "handle", TEN_DAYS, now=NOW)
    reminders.send_due(at("2026-11-16T09:00"))
    assert DeadlineReminder.objects.get(rung="due").recipients == 0
    assert not Notification.objects.exists()


def test_one_broken_deadline_does_not_keep_the_others_waiting(running, area, monkeypatch, caplog):
    broken = clock.start(area("hualong-shenglilu"), "handle", TEN_DAYS, now=NOW, post=running.post)
    monkeypatch.setattr(reminders, "_recipients", {})

    def recipients(owed):
        if any(deadline.pk == broken.pk for deadline, _rung in owed):
            raise LookupError("no office")
        return [[deadline.post] for deadline, _rung in owed]

    clock.register_subject(type(running.subject), recipients=recipients)
    done = reminders.send_due(at("2026-11-16T09:00"))
    assert (done.sent, done.failed) == (1, 1)
    assert DeadlineReminder.objects.filter(deadline=running, rung="due").exists()
    assert not DeadlineReminder.objects.filter(deadline=broken).exists()
    assert "no office" in caplog.text


def test_the_number_of_queries_does_not_grow_with_what_is_not_due(running, area):
    def cost():
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            reminders.send_due(at("2026-11-16T09:00"))
            transaction.set_rollback(True)
        return len(queries)

    alone = cost()
    for number in range(30):
        DeadlineFactory(subject=area("hualong"), kind=f"later{number}", next_rung_on="2027-01-05")
    assert cost() == alone


def test_more_batches_than_one_are_sent_in_one_round(post, area, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH", 2)
    for number in range(5):
        clock.start(area("hualong"), f"kind{number}", TEN_DAYS, now=NOW, post=post)
    assert reminders.send_due(at("2026-11-16T09:00")).sent == 5


def test_the_words_name_what_is_owed_for_what_and_by_when(running):
    reminders.send_due(at("2026-11-18T09:00"))
    notice = Notification.objects.get()
    assert notice.key == f"deadline:{running.pk}:urge:2026-11-16"
    words = occasions.words(notice, "en")
    assert "Written urging" in words.title
    assert str(running.subject) in words.title
    assert "was due on 16 November 2026" in words.body


@pytest.mark.parametrize("rung", list(Rung))
def test_every_rung_has_words_of_its_own(running, rung):
    days = {"early": 11, "late": 13, "due": 16, "urge": 17, "supervise": 23}
    Deadline.objects.update(remind_from=date(2026, 11, days[rung]))
    reminders.send_due(at(f"2026-11-{days[rung]}T09:00"))
    words = occasions.words(Notification.objects.get(), "en")
    assert running.name_en in words.title
    assert "2026" in words.body


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_remind_once(post):
    for number in range(12):
        clock.start(post.area, f"kind{number}", TEN_DAYS, now=NOW, post=post)
    moment, results = at("2026-11-16T09:00"), []
    barrier = threading.Barrier(3)

    def remind():
        try:
            barrier.wait(timeout=10)
            results.append(reminders.send_due(moment))
        finally:
            connection.close()

    workers = [threading.Thread(target=remind) for _number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert sum(done.sent for done in results) == 12
    assert sum(done.failed for done in results) == 0
    assert DeadlineReminder.objects.filter(sent_at__isnull=False).count() == 12
    assert Notification.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_a_reminder_reaches_the_inbox_exactly_once(running, clerk_zhongyuan):
    moment = at("2026-11-16T09:00")
    for _again in range(3):
        reminders.send_due(moment)
        deliver_due(moment)
    assert InboxItem.objects.of(clerk_zhongyuan).count() == 1


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("either_sent_or_superseded", {"superseded_at": NOW}),
        ("either_sent_or_superseded", {"sent_at": None}),
        ("known_rung", {"rung": "never"}),
    ],
)
def test_the_database_refuses_an_incoherent_reminder(db, constraint, values):
    DeadlineReminderFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        DeadlineReminder.objects.update(**values)


def test_the_database_refuses_a_second_reminder_of_a_rung(db):
    row = DeadlineReminderFactory()
    with pytest.raises(IntegrityError, match="reminder_of_a_rung_is_one"), transaction.atomic():
        DeadlineReminderFactory(deadline=row.deadline)
