"""What goes wrong with time itself: it stands still, runs back, comes twice, changes afterwards."""

import subprocess
import sys
from datetime import date, datetime

import pytest

from puyang_property.core import clock, reminders
from puyang_property.core.models import Deadline, DeadlineReminder, InboxItem, Notification
from puyang_property.core.notifications import deliver_due
from puyang_property.core.periods import Rule, Unit
from puyang_property.core.workdays import SHANGHAI
from tests.core.processes import environment
from tests.factories.accounts import PostHoldingFactory, UserFactory
from tests.factories.core_clock import CalendarDayFactory
from tests.source import ROOT

MONDAY = datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)
pytestmark = pytest.mark.django_db(transaction=True)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def post(clerk_zhongyuan, calendar):
    return clerk_zhongyuan.holdings.get().post


@pytest.fixture
def owes(post):
    """Start a clock of so many working days on Monday 2 November 2026: owes(10)."""

    def begin(length, kind=None):
        rule = Rule("test.handle", kind or f"kind{length}", length, Unit.WORKING_DAYS)
        return clock.start(post.area, rule.kind, rule, now=MONDAY, post=post)

    return begin


def sent(deadline=None):
    """Return the rungs sent, each with the day for which it was sent, in order."""
    rows = DeadlineReminder.objects.filter(sent_at__isnull=False).order_by("id")
    rows = rows.filter(deadline=deadline) if deadline else rows
    return list(rows.values_list("rung", "due_for_on"))


def ticked(moment):
    """Let everything happen that the clock does; fail when one of its jobs fails."""
    done = dict(clock.tick(moment))
    assert not [name for name, result in done.items() if isinstance(result, Exception)], done
    return done["reminders"]


# -- the clock was set back


def test_a_clock_that_was_set_back_sends_nothing_twice_and_breaks_nothing(owes, clerk_zhongyuan):
    first, second = owes(10), owes(12)
    ticked(at("2026-11-16T09:00"))
    told = list(InboxItem.objects.of(clerk_zhongyuan).values_list("pk", flat=True))
    for earlier in ("2026-11-16T08:40", "2026-11-13T09:00", "2026-11-11T09:00", "2026-11-02T10:01"):
        assert ticked(at(earlier)).sent == 0
    assert list(InboxItem.objects.of(clerk_zhongyuan).values_list("pk", flat=True)) == told
    assert sent() == [("due", first.due_on), ("early", second.due_on)]


def test_time_that_runs_on_after_it_was_set_back_brings_what_is_still_missing(owes):
    deadline = owes(10)
    for moment in ("2026-11-16T09:00", "2026-11-12T09:00", "2026-11-16T09:00", "2026-11-17T09:00"):
        ticked(at(moment))
    assert [rung for rung, _day in sent(deadline)] == ["due", "urge"]


def test_what_is_done_while_the_clock_is_behind_is_done(owes):
    """A clock met, a rest begun and a rest ended before it began, by the wrong watch."""
    met, resting = owes(10), owes(12)
    ticked(at("2026-11-16T09:00"))
    clock.meet(met.subject, met.kind, now=at("2026-11-10T09:00"))
    someone = UserFactory()
    clock.suspend(
        resting.subject, resting.kind, reason="鉴定", by=someone, now=at("2026-11-12T09:00")
    )
    clock.resume(resting.subject, resting.kind, by=someone, now=at("2026-11-11T09:00"))
    assert ticked(at("2026-11-10T10:00")).failed == 0
    rest = resting.suspensions.get()
    assert rest.ended_at == rest.started_at
    assert [rung for rung, _day in sent(met)] == ["due"]


# -- an outage


def test_after_a_week_without_a_tick_each_clock_sends_its_highest_rung_and_no_other(
    owes, clerk_zhongyuan
):
    """Down from Monday 9 to Monday 16 November: clocks of every height wait."""
    heights = {5: "supervise", 9: "urge", 10: "due", 11: "late", 13: "early", 20: None}
    clocks = {length: owes(length) for length in heights}
    done = ticked(at("2026-11-16T09:00"))
    told = {length: [rung for rung, _day in sent(row)] for length, row in clocks.items()}
    assert told == {length: [rung] if rung else [] for length, rung in heights.items()}
    assert (done.sent, done.superseded) == (5, 4 + 3 + 2 + 1 + 0)
    assert InboxItem.objects.of(clerk_zhongyuan).count() == 5
    lower = clocks[9].reminders.filter(superseded_at__isnull=False)
    assert set(lower.values_list("rung", flat=True)) == {"early", "late", "due"}
    assert ticked(at("2026-11-16T09:01")).sent == 0


# -- two at once


def test_two_ticks_of_two_processes_at_once_remind_once(post, clerk_zhongyuan):
    """As an impatient administrator starts the command while beat runs; real transactions."""
    rules = [Rule("t", f"kind{n}", 10, Unit.WORKING_DAYS) for n in range(40)]
    for rule in rules:
        clock.start(post.area, rule.kind, rule, now=MONDAY, post=post)
    command = [sys.executable, "manage.py", "tick", "--at", "2026-11-16T09:00+08:00"]
    both = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _each in range(2)
    ]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert Notification.objects.count() == len(rules)
    assert DeadlineReminder.objects.filter(sent_at__isnull=False).count() == len(rules)
    assert InboxItem.objects.of(clerk_zhongyuan).count() == len(rules)


# -- the calendar changes afterwards


def test_a_holiday_entered_after_the_fact_takes_the_lateness_back(owes):
    """Due on Monday 16, urged on Tuesday; then the city declares that Friday was closed."""
    deadline = owes(10)
    ticked(at("2026-11-17T09:00"))
    assert deadline.is_overdue(at("2026-11-17T09:00"))
    CalendarDayFactory(day=date(2026, 11, 13), kind="local_closure", name_zh="暴雪")
    clock.recompute([date(2026, 11, 13)], now=at("2026-11-17T10:00"))
    deadline.refresh_from_db()
    assert deadline.due_on == date(2026, 11, 17)
    assert not deadline.is_overdue(at("2026-11-17T11:00"))
    for moment in ("2026-11-17T11:00", "2026-11-17T12:00", "2026-11-18T09:00"):
        ticked(at(moment))
    old, new = date(2026, 11, 16), date(2026, 11, 17)
    assert sent(deadline) == [("urge", old), ("due", new), ("urge", new)]


def test_a_holiday_taken_back_after_the_fact_makes_late_what_is_late_now(owes):
    holiday = CalendarDayFactory(day=date(2026, 11, 13), kind="local_closure", name_zh="暴雪")
    deadline = owes(10)
    assert deadline.due_on == date(2026, 11, 17)
    ticked(at("2026-11-17T09:00"))
    holiday.delete()
    clock.recompute([date(2026, 11, 13)], now=at("2026-11-17T10:00"))
    deadline.refresh_from_db()
    assert deadline.is_overdue(at("2026-11-17T11:00"))
    ticked(at("2026-11-17T11:00"))
    assert sent(deadline)[-1] == ("urge", date(2026, 11, 16))


def test_a_holiday_before_which_the_thing_was_done_moves_nothing(owes):
    deadline = owes(10)
    clock.meet(deadline.subject, deadline.kind, now=at("2026-11-17T09:00"))
    CalendarDayFactory(day=date(2026, 11, 13), kind="local_closure", name_zh="暴雪")
    assert clock.recompute([date(2026, 11, 13)], now=at("2026-11-18T09:00")) == []
    assert Deadline.objects.get(pk=deadline.pk).was_late


# -- the post is gone


def test_what_a_vacated_post_was_reminded_of_waits_for_the_successor_and_comes_once(
    owes, post, clerk_zhongyuan
):
    owes(10)
    clerk_zhongyuan.holdings.update(to_on=date(2026, 11, 5))
    ticked(at("2026-11-16T09:00"))
    assert not InboxItem.objects.exists()
    assert Notification.objects.get().post == post
    successor = UserFactory()
    PostHoldingFactory(post=post, user=successor, from_on=date(2026, 11, 17))
    for moment in ("2026-11-17T08:45", "2026-11-17T08:50"):
        deliver_due(at(moment))
    assert InboxItem.objects.of(successor).count() == 1
    assert not InboxItem.objects.of(clerk_zhongyuan).exists()


def test_a_clock_without_a_post_is_on_record_and_keeps_no_other_waiting(owes, caplog):
    owned, orphan = owes(10), owes(10, kind="orphan")
    Deadline.objects.filter(pk=orphan.pk).update(post=None)
    done = ticked(at("2026-11-16T09:00"))
    assert (done.sent, done.failed) == (2, 0)
    assert orphan.reminders.get(rung="due").recipients == 0
    assert owned.reminders.get(rung="due").recipients == 1
    assert f"Nobody is named to be reminded of deadline {orphan.pk}" in caplog.text


def test_a_record_that_is_gone_keeps_no_other_waiting(owes, caplog):
    """Rows are not deleted here; a restored backup may still miss one."""
    lost, kept = owes(10), owes(10, kind="kept")
    Deadline.objects.filter(pk=lost.pk).update(subject_id=10**9)
    done = reminders.send_due(at("2026-11-16T09:00"))
    assert (done.sent, done.failed) == (1, 1)
    assert [rung for rung, _day in sent(kept)] == ["due"]
    assert f"reminder of deadline {lost.pk} failed" in caplog.text
