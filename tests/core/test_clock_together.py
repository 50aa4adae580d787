"""Two people at once, and the cost of finding what is due."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from puyang_property.core import clock, reminders, rulebook
from puyang_property.core.models import Deadline, DeadlineExtension
from puyang_property.core.periods import Unit
from puyang_property.core.rulebook import RuleSpec
from puyang_property.core.workdays import SHANGHAI
from tests.factories.core_clock import DeadlineFactory

NOW = datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)
SPEC = RuleSpec(
    "test.handle", "handle", "办理", "Handle", 10, Unit.WORKING_DAYS,
    extensions=1, extension_length=5,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _rules(transactional_db, monkeypatch, calendar):
    monkeypatch.setattr(rulebook, "_specs", dict(rulebook._specs) | {SPEC.code: SPEC})


@pytest.fixture
def subject(area):
    return area("hualong-zhongyuanlu")


def together(*works):
    """Run all works at the same moment; return their answers, a refusal as its class."""
    barrier, answers = threading.Barrier(len(works)), []

    def run(work):
        barrier.wait(timeout=10)
        try:
            answers.append(work())
        except clock.ClockRefused as refusal:
            answers.append(type(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def refused(answers):
    return answers.count(clock.ClockRefused)


def test_two_starts_at_once_start_one_clock(subject):
    def start():
        return clock.start(subject, "handle", "test.handle", now=NOW)

    assert refused(together(start, start)) == 1
    assert Deadline.objects.count() == 1


def test_two_who_meet_a_clock_at_once_meet_it_once(subject):
    clock.start(subject, "handle", "test.handle", now=NOW)
    answers = together(*[lambda: clock.meet(subject, "handle", now=NOW)] * 2)
    assert answers.count(None) == 1


def test_two_wishes_at_once_leave_one(subject, clerk_zhongyuan):
    clock.start(subject, "handle", "test.handle", now=NOW)

    def ask():
        return clock.ask_to_extend(
            subject, "handle", length=5, reason="材料", by=clerk_zhongyuan, now=NOW
        )

    assert refused(together(ask, ask)) == 1
    assert DeadlineExtension.objects.count() == 1


def test_two_decisions_at_once_extend_once(subject, clerk_zhongyuan, officer_hualong, officer_city):
    clock.start(subject, "handle", "test.handle", now=NOW)
    wish = clock.ask_to_extend(
        subject, "handle", length=5, reason="材料", by=clerk_zhongyuan, now=NOW
    )
    ids = wish.pk

    def grant(by):
        found = DeadlineExtension.objects.get(pk=ids)
        return clock.decide_extension(found, granted=True, by=by, now=NOW)

    answers = together(lambda: grant(officer_hualong), lambda: grant(officer_city))
    assert refused(answers) == 1
    assert Deadline.objects.get().due_on == date(2026, 11, 23)


def test_who_is_told_to_hurry_has_not_met_the_clock_a_moment_before(subject, clerk_zhongyuan):
    """A reminder and the meeting of a clock at the same moment leave one coherent row."""
    post = clerk_zhongyuan.holdings.get().post
    due = datetime(2026, 11, 16, 9, tzinfo=SHANGHAI)
    clock.start(subject, "handle", "test.handle", now=NOW, post=post)
    together(
        lambda: reminders.send_due(due),
        lambda: clock.meet(subject, "handle", now=due),
    )
    deadline = Deadline.objects.get()
    assert deadline.met_at == due
    assert deadline.next_rung_on is None
    assert deadline.reminders.filter(sent_at__isnull=False).count() <= 1


def explain(rows):
    """Return the plan of a query over many rows, as the planner chooses it."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_deadline")
    return rows.explain()


@pytest.fixture
def many(subject):
    """Three thousand met deadlines, two hundred that run, five of them due."""
    row = DeadlineFactory(subject=subject, kind="first", cancelled_at=NOW)
    rows = []
    for number in range(3200):
        values = {f.attname: getattr(row, f.attname) for f in Deadline._meta.concrete_fields}
        values |= {"id": None, "kind": f"kind{number}", "cancelled_at": None}
        if number >= 200:
            values |= {"met_at": NOW, "met_on": NOW.date()}
        else:
            later = number >= 5
            values["due_on"] = date(2027, 1, 4) if later else date(2026, 11, 16)
            values["next_rung_on"] = values["due_on"] - timedelta(days=5)
        rows.append(Deadline(**values))
    Deadline.objects.bulk_create(rows)


def test_finding_what_to_remind_of_reads_only_what_is_due(many):
    plan = explain(reminders._due(datetime(2026, 11, 16, 9, tzinfo=SHANGHAI))[:200])
    assert "deadline_to_remind" in plan, plan
    assert "Seq Scan" not in plan, plan


def test_finding_what_is_late_reads_only_what_runs(many):
    plan = explain(Deadline.objects.overdue(date(2026, 11, 20)).order_by("due_on", "id")[:50])
    assert "deadline_due" in plan, plan
    assert "Seq Scan" not in plan, plan


def test_the_desk_of_an_area_finds_what_is_due_through_its_index(many, subject):
    rows = Deadline.objects.within(subject.path).due_by(date(2026, 11, 20))
    plan = explain(rows.order_by("due_on", "id")[:50])
    assert "Seq Scan" not in plan, plan
