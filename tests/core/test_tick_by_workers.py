"""Beat and two workers as real processes on real Redis and PostgreSQL."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import pytest
from django.utils import timezone

from puyang_property.core import clock, rulebook
from puyang_property.core.models import CalendarDay, DeadlineReminder, InboxItem, RuleSetting
from tests.core.processes import environment
from tests.factories.core_clock import CalendarDayFactory, load_calendar

pytestmark = [pytest.mark.slow_services, pytest.mark.django_db(transaction=True)]
NUMBER = 30
PATIENCE = 90


@pytest.fixture
def owed(clerk_zhongyuan):
    """Many deadlines that end today, on a day and at an hour at which offices work."""
    load_calendar()
    rulebook.load()
    for code, minutes in (("office.opens", 0), ("office.closes", 1439)):
        RuleSetting.objects.filter(code=code).update(length=minutes, reason="测试")
    today = timezone.localdate()
    CalendarDay.objects.filter(day=today).delete()
    if today.weekday() >= 5:
        CalendarDayFactory(day=today, kind="makeup_workday")
    post = clerk_zhongyuan.holdings.get().post
    for number in range(NUMBER):
        clock.start_on(post.area, f"kind{number}", today, post=post)
    return clerk_zhongyuan


@contextlib.contextmanager
def processes(tmp_path):
    """Start beat and two workers; end them, whatever happens."""
    celery = [sys.executable, "-m", "celery", "-A", "tests.hurried_celery"]
    commands = {
        "beat": [*celery, "beat", "-s", str(tmp_path / "beat"), "--pidfile="],
        "one": [*celery, "worker", "-c", "1", "-n", "one@test"],
        "two": [*celery, "worker", "-c", "1", "-n", "two@test"],
    }
    running = {}
    try:
        for name, command in commands.items():
            log = (tmp_path / f"{name}.log").open("w")
            running[name] = subprocess.Popen(
                command, env=environment(), stdout=log, stderr=log, start_new_session=True
            )
            log.close()
        yield running
    finally:
        for process in running.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=20)


def wait_for(number, tmp_path):
    """Wait until as many inbox items are there; tell what the processes said when they are not."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if InboxItem.objects.count() >= number:
            return
        time.sleep(0.3)
    said = "\n".join(path.read_text()[-2000:] for path in tmp_path.glob("*.log"))
    pytest.fail(f"Only {InboxItem.objects.count()} of {number} arrived.\n{said}")


def test_two_workers_and_beat_bring_each_reminder_to_the_inbox_exactly_once(owed, tmp_path):
    with processes(tmp_path):
        wait_for(NUMBER, tmp_path)
        time.sleep(3)  # three more beats, for whatever would come twice
    assert InboxItem.objects.of(owed).count() == NUMBER
    assert DeadlineReminder.objects.filter(sent_at__isnull=False).count() == NUMBER


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(owed, tmp_path):
    with processes(tmp_path) as running:
        wait_for(1, tmp_path)
        os.killpg(running["one"].pid, signal.SIGKILL)
        wait_for(NUMBER, tmp_path)
        time.sleep(2)
    assert InboxItem.objects.of(owed).count() == NUMBER
    assert DeadlineReminder.objects.filter(sent_at__isnull=False).count() == NUMBER
