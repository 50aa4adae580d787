"""`script/manage tick` does once what beat does, as of a moment."""

from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from puyang_property.celery import TIMETABLE, app
from puyang_property.core import clock, tasks, ticking
from puyang_property.core.models import DeadlineReminder, InboxItem
from puyang_property.core.periods import Rule, Unit
from puyang_property.core.workdays import SHANGHAI

NOW = datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)
TEN_DAYS = Rule("test.handle", "handle", 10, Unit.WORKING_DAYS)


@pytest.fixture(autouse=True)
def _no_jobs(monkeypatch):
    monkeypatch.setattr(ticking, "_jobs", {})


@pytest.fixture
def running(clerk_zhongyuan, calendar):
    post = clerk_zhongyuan.holdings.get().post
    return clock.start(post.area, "handle", TEN_DAYS, now=NOW, post=post)


@pytest.mark.django_db(transaction=True)
def test_a_tick_reminds_and_delivers_as_of_its_moment_and_says_so(running, clerk_zhongyuan, capsys):
    call_command("tick", at="2026-11-16T09:00+08:00")
    said = capsys.readouterr().out
    assert "reminders: SentReminders(sent=1, superseded=2" in said
    assert "delivery: Counts(delivered=1" in said
    assert InboxItem.objects.of(clerk_zhongyuan).count() == 1
    call_command("tick", at="2026-11-16T09:00")
    assert InboxItem.objects.of(clerk_zhongyuan).count() == 1
    assert DeadlineReminder.objects.filter(sent_at__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_tick_at_night_sends_nothing(running, capsys):
    call_command("tick", at="2026-11-16T03:00+08:00")
    assert "office_closed=True" in capsys.readouterr().out
    assert not DeadlineReminder.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_rooms_do_their_jobs_as_of_the_moment_in_order(capsys):
    asked = []
    clock.on_tick("lapse windows", lambda now: asked.append(now) or 3)
    call_command("tick", at="2026-11-16T03:00:00+08:00")
    assert asked == [datetime(2026, 11, 16, 3, tzinfo=SHANGHAI)]
    lines = [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert lines == ["reminders", "lapse windows", "delivery"]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_fails_is_told_and_the_others_still_run(capsys, caplog):
    done = []

    def fails(now):
        raise LookupError("no such room")

    clock.on_tick("broken", fails)
    clock.on_tick("whole", lambda now: done.append(now))
    with pytest.raises(CommandError, match="broken"):
        call_command("tick", at="2026-11-16T03:00:00+08:00")
    assert len(done) == 1
    assert "no such room" in caplog.text


def test_a_future_moment_is_refused_in_production(settings):
    settings.PORTAL_ENV = "production"
    with pytest.raises(CommandError):
        call_command("tick", at=(timezone.now() + timedelta(hours=1)).isoformat())


@pytest.mark.parametrize(
    "at", ["next Tuesday", "2026-13-45T00:00", "0001-01-01T00:00", "9999-12-31T23:59+00:00"]
)
def test_a_moment_that_is_none_or_in_no_calendar_is_refused_before_anything_runs(at):
    clock.on_tick("must not run", lambda now: pytest.fail("ran"))
    with pytest.raises(CommandError, match="ISO 8601|2004"):
        call_command("tick", at=at)


def test_a_job_runs_every_minute_or_every_day():
    with pytest.raises(ValueError, match="every day"):
        clock.on_tick("odd", print, every="fortnight")


@pytest.mark.django_db(transaction=True)
def test_beat_runs_the_jobs_of_the_minute_and_of_the_day_apart():
    clock.on_tick("by the minute", lambda now: 1, every=ticking.MINUTE)
    clock.on_tick("by the day", lambda now: 2, every=ticking.DAY)
    assert list(tasks.tick_minute()) == ["reminders", "by the minute"]
    assert list(tasks.tick_day()) == ["by the day"]


def test_the_timetable_names_tasks_that_exist():
    app.loader.import_default_modules()
    for entry in TIMETABLE.values():
        assert entry["task"] in app.tasks
    wanted = {f"puyang_property.core.tasks.{name}" for name in ("tick_minute", "tick_day")}
    assert wanted <= {entry["task"] for entry in TIMETABLE.values()}


@pytest.mark.django_db(transaction=True)
def test_without_a_moment_a_tick_is_now(capsys):
    seen = []
    clock.on_tick("look", seen.append)
    before = timezone.now()
    call_command("tick")
    assert before <= seen[0] <= timezone.now()


def test_the_demo_has_no_place_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("load_demo")
