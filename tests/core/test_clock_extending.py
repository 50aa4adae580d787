"""More time and rest: rows with reason and people, asked for before expiry."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from puyang_property.core import clock, rulebook
from puyang_property.core.models import Deadline, DeadlineExtension, DeadlineSuspension
from puyang_property.core.periods import Unit
from puyang_property.core.rulebook import RuleSpec
from puyang_property.core.workdays import SHANGHAI
from tests.factories.core_clock import (
    DeadlineExtensionFactory,
    DeadlineSuspensionFactory,
    load_calendar,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)
TODAY = {"now": NOW}


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _rules(monkeypatch, calendar):
    monkeypatch.setattr(rulebook, "_specs", dict(rulebook._specs))
    rulebook.register(
        RuleSpec(
            "test.handle", "handle", "办理", "Handle", 10, Unit.WORKING_DAYS,
            confidence="U", extensions=2, extension_length=15,
        ),
        RuleSpec(
            "test.decide", "decide", "决定", "Decide", 5, Unit.WORKING_DAYS,
            confidence="U", may_suspend=False,
        ),
    )  # fmt: skip


@pytest.fixture
def subject(area):
    return area("hualong-zhongyuanlu")


@pytest.fixture
def running(subject):
    return clock.start(subject, "handle", "test.handle", now=NOW)


def ask(subject, clerk, length=5, now="2026-11-10T10:00"):
    return clock.ask_to_extend(
        subject, "handle", length=length, reason="等待材料", by=clerk, now=at(now)
    )


def test_an_extension_is_asked_by_one_and_granted_by_another(
    subject, running, clerk_zhongyuan, officer_hualong
):
    wish = ask(subject, clerk_zhongyuan)
    assert Deadline.objects.get().due_on == date(2026, 11, 16), "a wish moves nothing"
    clock.decide_extension(wish, granted=True, by=officer_hualong, now=at("2026-11-11T10:00"))
    deadline = Deadline.objects.get()
    assert deadline.due_on == date(2026, 11, 23)
    wish.refresh_from_db()
    assert (wish.due_before, wish.due_after) == (date(2026, 11, 16), date(2026, 11, 23))
    assert (wish.asked_by, wish.decided_by) == (clerk_zhongyuan, officer_hualong)
    with translation.override("en"):
        assert "Extended on 11 November 2026 by 5 working days" in deadline.counted_text


def test_nobody_grants_his_own_wish(subject, running, officer_hualong):
    wish = ask(subject, officer_hualong)
    with pytest.raises(clock.ClockRefused):
        clock.decide_extension(wish, granted=True, by=officer_hualong, now=NOW)
    wish.granted, wish.decided_by, wish.decided_at = True, officer_hualong, NOW
    wish.due_after = wish.due_before
    with pytest.raises(IntegrityError, match="another_person"), transaction.atomic():
        wish.save()


def test_a_refused_wish_moves_nothing_and_another_may_follow(
    subject, running, clerk_zhongyuan, officer_hualong
):
    wish = ask(subject, clerk_zhongyuan)
    clock.decide_extension(wish, granted=False, by=officer_hualong, note="材料已齐", now=NOW)
    assert Deadline.objects.get().due_on == running.due_on
    assert ask(subject, clerk_zhongyuan).pk != wish.pk
    with pytest.raises(clock.ClockRefused):
        clock.decide_extension(wish, granted=True, by=officer_hualong, now=NOW)


@pytest.mark.parametrize(
    ("now", "length", "why"),
    [
        ("2026-11-17T00:00", 5, "after expiry"),
        ("2026-11-10T10:00", 16, "longer than the rule allows"),
        ("2026-11-10T10:00", 0, "no length"),
    ],
)
def test_more_time_is_refused(subject, running, clerk_zhongyuan, now, length, why):
    with pytest.raises(clock.ClockRefused):
        ask(subject, clerk_zhongyuan, length, now)
    assert not DeadlineExtension.objects.exists(), why


def test_more_time_may_be_asked_for_on_the_last_day(subject, running, clerk_zhongyuan):
    assert ask(subject, clerk_zhongyuan, now="2026-11-16T23:59").pk


def test_number_and_length_of_extensions_end_at_the_limit_of_the_rule(
    subject, running, clerk_zhongyuan, officer_hualong
):
    people = {"asked_by": clerk_zhongyuan, "approved_by": officer_hualong, "reason": "鉴定"}
    clock.extend(subject, "handle", length=10, **people, **TODAY)
    with pytest.raises(clock.ClockRefused) as refused:
        clock.extend(subject, "handle", length=6, **people, **TODAY)
    assert refused.value.field == "length"
    clock.extend(subject, "handle", length=5, **people, **TODAY)
    assert Deadline.objects.get().due_on == date(2026, 12, 7)
    with pytest.raises(clock.ClockRefused):
        clock.extend(subject, "handle", length=1, **people, **TODAY)


def test_a_second_wish_waits_for_the_first_decision(subject, running, clerk_zhongyuan):
    wish = ask(subject, clerk_zhongyuan)
    with pytest.raises(clock.ClockRefused):
        ask(subject, clerk_zhongyuan)
    with pytest.raises(IntegrityError, match="once_at_a_time"), transaction.atomic():
        DeadlineExtensionFactory(deadline=wish.deadline)


def test_a_rule_without_extension_allows_none(subject, clerk_zhongyuan):
    clock.start(subject, "decide", "test.decide", now=NOW)
    with pytest.raises(clock.ClockRefused):
        clock.ask_to_extend(subject, "decide", length=1, reason="忙", by=clerk_zhongyuan, **TODAY)
    with pytest.raises(clock.ClockRefused):
        ask(subject, clerk_zhongyuan)


def test_what_was_done_meanwhile_is_not_extended(
    subject, running, clerk_zhongyuan, officer_hualong
):
    wish = ask(subject, clerk_zhongyuan)
    clock.meet(subject, "handle", now=NOW)
    with pytest.raises(clock.ClockRefused):
        clock.decide_extension(wish, granted=True, by=officer_hualong, now=NOW)


def test_a_wish_in_time_may_be_granted_after_the_day(
    subject, running, clerk_zhongyuan, officer_hualong
):
    clock.extend(
        subject, "handle", length=5, reason="鉴定", asked_by=clerk_zhongyuan,
        approved_by=officer_hualong, asked_at=at("2026-11-16T17:00"), now=at("2026-11-17T09:00"),
    )  # fmt: skip
    assert Deadline.objects.get().due_on == date(2026, 11, 23)


def test_a_resting_clock_is_neither_overdue_nor_reminded_of(subject, running, officer_hualong):
    clock.suspend(subject, reason="等待鉴定", by=officer_hualong, now=at("2026-11-10T10:00"))
    deadline = Deadline.objects.get()
    assert deadline.next_rung_on is None
    assert not Deadline.objects.overdue(at("2026-12-10T10:00")).exists()
    assert not deadline.is_overdue(at("2026-12-10T10:00"))
    assert deadline.is_open
    with translation.override("en"):
        assert "Stopped on 10 November 2026 with 4 working days unused" in deadline.counted_text


def test_the_unused_days_run_from_the_day_after_resumption(subject, running, officer_hualong):
    clock.suspend(subject, reason="等待鉴定", by=officer_hualong, now=at("2026-11-10T10:00"))
    clock.resume(subject, by=officer_hualong, now=at("2026-12-04T10:00"))
    deadline = Deadline.objects.get()
    assert deadline.due_on == date(2026, 12, 10)
    assert deadline.suspended_at is None
    assert deadline.next_rung_on == date(2026, 12, 7)
    rest = DeadlineSuspension.objects.get()
    assert (rest.due_before, rest.due_after) == (date(2026, 11, 16), date(2026, 12, 10))
    assert rest.reason == "等待鉴定"


def test_two_rests_and_an_extension_add_up(subject, running, clerk_zhongyuan, officer_hualong):
    clock.suspend(subject, reason="一", by=officer_hualong, now=at("2026-11-04T10:00"))
    clock.resume(subject, by=officer_hualong, now=at("2026-11-11T10:00"))
    clock.extend(
        subject, "handle", length=5, reason="鉴定", asked_by=clerk_zhongyuan,
        approved_by=officer_hualong, now=at("2026-11-12T10:00"),
    )  # fmt: skip
    clock.suspend(subject, reason="二", by=officer_hualong, now=at("2026-11-13T10:00"))
    clock.resume(subject, by=officer_hualong, now=at("2026-11-18T10:00"))
    used = 2 + 2
    expected = load_calendar().add_working_days(date(2026, 11, 18), 10 + 5 - used)
    assert Deadline.objects.get().due_on == expected


def test_an_expired_clock_is_not_stopped(subject, running, officer_hualong):
    with pytest.raises(clock.ClockRefused):
        clock.suspend(subject, reason="晚了", by=officer_hualong, now=at("2026-11-17T00:00"))
    assert not DeadlineSuspension.objects.exists()


def test_a_clock_that_must_not_rest_is_not_stopped(subject, officer_hualong):
    clock.start(subject, "decide", "test.decide", now=NOW)
    with pytest.raises(clock.ClockRefused):
        clock.suspend(subject, reason="忙", by=officer_hualong, now=NOW)


def test_only_the_named_clocks_rest(subject, running, officer_hualong):
    clock.start(subject, "decide", "test.decide", now=NOW)
    rested = clock.suspend(subject, "handle", reason="鉴定", by=officer_hualong, now=NOW)
    assert [deadline.kind for deadline in rested] == ["handle"]
    assert Deadline.objects.running().get().kind == "decide"


def test_meeting_a_resting_clock_ends_the_rest(subject, running, officer_hualong):
    clock.suspend(subject, reason="鉴定", by=officer_hualong, now=NOW)
    met = clock.meet(subject, "handle", now=at("2026-11-05T10:00"))
    assert met.suspended_at is None
    assert DeadlineSuspension.objects.get().ended_at == at("2026-11-05T10:00")


def test_a_resting_clock_is_resumed_before_more_time_is_asked_for(
    subject, running, clerk_zhongyuan, officer_hualong
):
    clock.suspend(subject, reason="鉴定", by=officer_hualong, now=NOW)
    with pytest.raises(clock.ClockRefused):
        ask(subject, clerk_zhongyuan, now="2026-11-03T10:00")


def test_the_database_refuses_a_second_open_rest_and_a_rest_without_reason():
    rest = DeadlineSuspensionFactory()
    with pytest.raises(IntegrityError, match="open_once"), transaction.atomic():
        DeadlineSuspensionFactory(deadline=rest.deadline)
    with pytest.raises(IntegrityError, match="has_a_reason"), transaction.atomic():
        DeadlineSuspension.objects.update(reason="")
    for values in ({"ended_at": NOW}, {"due_after": date(2026, 12, 1)}):
        with pytest.raises(IntegrityError, match="ends_after"), transaction.atomic():
            DeadlineSuspension.objects.update(**values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("decided_by_somebody", {"granted": False}),
        ("moves_the_day_iff_granted", {"due_after": date(2026, 12, 1)}),
        ("has_a_reason_and_a_length", {"reason": ""}),
        ("has_a_reason_and_a_length", {"length": 0}),
    ],
)
def test_the_database_refuses_an_incoherent_extension(constraint, values):
    DeadlineExtensionFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        DeadlineExtension.objects.update(**values)
