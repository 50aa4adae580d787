"""Start, meet, cancel, overdue: one table for everything that falls due."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from puyang_property.core import clock, periods
from puyang_property.core.models import Deadline
from puyang_property.core.periods import Rule, Unit
from puyang_property.core.workdays import SHANGHAI
from tests.factories.accounts import PostFactory
from tests.factories.core_clock import DeadlineFactory, load_calendar

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)
TEN_DAYS = Rule("test.handle", "handle", 10, Unit.WORKING_DAYS)


@pytest.fixture(autouse=True)
def _calendar(calendar):
    """Let every clock run by the real calendar."""


@pytest.fixture
def subject(area):
    return area("hualong-zhongyuanlu")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_a_started_clock_stores_its_day_its_arithmetic_and_its_place(subject):
    deadline = clock.start(subject, "handle", TEN_DAYS, now=NOW)
    deadline.refresh_from_db()
    assert deadline.subject == subject
    assert (deadline.started_on, deadline.due_on) == (date(2026, 11, 2), date(2026, 11, 16))
    assert (deadline.length, deadline.unit) == (10, "working_days")
    assert deadline.area_path == subject.path
    assert deadline.next_rung_on == date(2026, 11, 11)
    assert not deadline.provisional


def test_the_arithmetic_is_told_in_the_language_of_the_reader(subject):
    rule = Rule("test.decide", "decide", 5, Unit.WORKING_DAYS)
    deadline = clock.start(subject, "decide", rule, started=date(2026, 9, 29), now=NOW)
    with translation.override("en"):
        words = deadline.counted_text
    assert "Day 0 is 29 September 2026" in words
    assert "5 working days from the day after end on 12 October 2026" in words
    assert "National Day 1 October 2026 to 7 October 2026" in words
    assert "1 weekend day" in words
    assert "worked: 10 October 2026" in words


def test_a_moved_end_is_told(subject):
    rule = Rule("petition.notice", "notice", 15, Unit.CALENDAR_DAYS)
    deadline = clock.start(subject, "notice", rule, started=date(2026, 9, 16), now=NOW)
    with translation.override("en"):
        assert "so the period ends on 8 October 2026" in deadline.counted_text


def test_a_clock_into_an_unknown_year_is_provisional_and_says_so(subject):
    rule = Rule("petition.handle", "handle", 60, Unit.CALENDAR_DAYS)
    deadline = clock.start(subject, "handle", rule, now=at("2026-11-23T10:00"))
    assert deadline.provisional
    with translation.override("en"):
        assert "holidays of 2027 are not published yet" in deadline.counted_text


def test_a_clock_of_one_kind_runs_once_per_record(subject):
    clock.start(subject, "handle", TEN_DAYS, now=NOW)
    with pytest.raises(clock.ClockRefused):
        clock.start(subject, "handle", TEN_DAYS, now=NOW)


def test_a_redo_is_the_next_round(subject):
    clock.start(subject, "handle", TEN_DAYS, now=NOW)
    clock.meet(subject, "handle", now=NOW)
    assert clock.start(subject, "handle", TEN_DAYS, now=NOW).round == 2


def test_a_met_clock_knows_whether_it_was_late(subject):
    clock.start(subject, "handle", TEN_DAYS, now=NOW)
    in_time = clock.meet(subject, "handle", now=at("2026-11-16T23:59"))
    clock.start(subject, "handle", TEN_DAYS, now=NOW)
    late = clock.meet(subject, "handle", now=at("2026-11-17T00:00"))
    assert (in_time.was_late, late.was_late) == (False, True)
    assert list(Deadline.objects.met_late()) == [late]


def test_only_a_clock_that_was_met_is_met_otherwise(subject):
    assert clock.meet_otherwise(subject, "handle", on=date(2026, 11, 3), now=NOW) is None
    clock.start(subject, "handle", TEN_DAYS, now=NOW)
    assert clock.meet_otherwise(subject, "handle", on=date(2026, 11, 3), now=NOW) is None
    clock.meet(subject, "handle", on=date(2026, 11, 5), now=NOW)
    met = clock.meet_otherwise(subject, "handle", on=date(2026, 11, 3), now=NOW)
    assert Deadline.objects.get(pk=met.pk).met_on == date(2026, 11, 3)


def test_meeting_what_does_not_run_is_nothing(subject):
    assert clock.meet(subject, "handle", now=NOW) is None


def test_a_cancelled_clock_owes_nothing(subject):
    clock.start(subject, "handle", TEN_DAYS, now=NOW)
    clock.start(subject, "decide", TEN_DAYS, now=NOW)
    assert len(clock.cancel(subject, "decide", now=NOW)) == 1
    assert [d.kind for d in clock.open_for(subject)] == ["handle"]
    assert len(clock.cancel(subject, now=NOW)) == 1
    assert not clock.open_for(subject).exists()
    assert not Deadline.objects.filter(next_rung_on__isnull=False).exists()


def test_it_is_overdue_from_midnight_in_puyang(subject):
    deadline = clock.start(subject, "handle", TEN_DAYS, now=NOW)
    last_moment, first_late = at("2026-11-16T23:59"), at("2026-11-17T00:00")
    assert not Deadline.objects.overdue(last_moment).exists()
    assert not deadline.is_overdue(last_moment)
    assert Deadline.objects.overdue(first_late).get() == deadline
    assert deadline.is_overdue(first_late)
    assert not Deadline.objects.overdue(date(2026, 11, 16)).exists()
    assert Deadline.objects.overdue(date(2026, 11, 17)).exists()


def test_a_clock_in_hours_is_overdue_within_the_day(subject):
    rule = Rule("test.hours", "call", 2, Unit.WORKING_HOURS)
    deadline = clock.start(subject, "call", rule, now=NOW)
    assert deadline.due_at == NOW + timedelta(hours=2)
    assert not Deadline.objects.overdue(NOW + timedelta(hours=1)).exists()
    assert Deadline.objects.overdue(NOW + timedelta(hours=3)).exists()


def test_a_date_that_was_set_keeps_that_date_even_on_a_sunday(subject):
    deadline = clock.start_on(
        subject, "clause", date(2026, 12, 6), name_zh="履行", name_en="Perform", now=NOW
    )
    assert deadline.due_on == date(2026, 12, 6)
    assert deadline.next_rung_on == date(2026, 12, 2)
    with translation.override("en"):
        assert deadline.counted_text == "The date 6 December 2026 was set, not counted."


def test_a_notice_before_an_event_falls_due_before_it(subject):
    rule = Rule("contract.notice", "notice", 60, Unit.CALENDAR_DAYS)
    found = periods.before(date(2026, 12, 31), rule, load_calendar())
    deadline = clock.start_on(subject, "notice", found, name_zh="通知", name_en="Notice", now=NOW)
    assert deadline.due_on == date(2026, 10, 30)
    assert deadline.started_on <= deadline.due_on


def test_clocks_follow_their_record_to_another_post_and_area(subject, area):
    clock.start(subject, "handle", TEN_DAYS, now=NOW)
    other = area("hualong-shenglilu")
    post = PostFactory(area=other)
    clock.reassign(subject, post=post, area_path=other.path)
    deadline = clock.open_for(subject).get()
    assert (deadline.post, deadline.area_path) == (post, other.path)
    clock.reassign(subject, post=None)
    assert clock.open_for(subject).get().area_path == other.path


def test_a_joined_record_stops_its_clocks_and_the_other_keeps_its_own(subject, area):
    other = area("hualong-shenglilu")
    clock.start(subject, "handle", TEN_DAYS, now=NOW)
    clock.start(other, "handle", TEN_DAYS, now=NOW)
    clock.pass_on(subject, other, now=NOW)
    assert not clock.open_for(subject).exists()
    assert clock.open_for(other).count() == 1


def test_nothing_is_started_when_the_action_around_it_fails(subject):
    with transaction.atomic():
        clock.start(subject, "handle", TEN_DAYS, now=NOW)
        transaction.set_rollback(True)
    assert not Deadline.objects.exists()


def test_starting_costs_the_same_however_many_deadlines_there_are(
    subject, area, django_assert_max_num_queries
):
    for number in range(5):
        DeadlineFactory(subject=area("hualong-shenglilu"), kind=f"k{number}")
    clock.start(subject, "warm", TEN_DAYS, now=NOW)
    with django_assert_max_num_queries(11):
        clock.start(subject, "handle", TEN_DAYS, now=NOW)


LATER = datetime(2026, 11, 3, 2, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("deadline_is_met_cancelled", {"met_at": LATER, "met_on": LATER, "cancelled_at": LATER}),
        ("deadline_is_met_cancelled", {"met_at": LATER, "met_on": LATER, "suspended_at": LATER}),
        ("deadline_is_met_cancelled", {"cancelled_at": LATER, "suspended_at": LATER}),
        ("deadline_met_on_iff", {"met_at": LATER}),
        ("deadline_met_on_iff", {"met_on": LATER}),
        ("deadline_ends_after", {"due_on": date(2026, 11, 1)}),
        ("deadline_has_a_moment", {"due_at": LATER}),
        ("deadline_has_a_moment", {"unit": "hours"}),
        ("deadline_counts_a_known_unit", {"unit": "weeks"}),
        ("deadline_reminds_only", {"suspended_at": LATER, "next_rung_on": LATER}),
        ("deadline_reminds_only", {"cancelled_at": LATER, "next_rung_on": LATER}),
        ("deadline_round_from_one", {"round": 0}),
        ("deadline_has_kind_area_and_name", {"area_path": ""}),
    ],
)
def test_the_database_refuses_an_incoherent_deadline(constraint, values):
    deadline = DeadlineFactory()
    rows = Deadline.objects.filter(pk=deadline.pk)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows.update(**values)


def test_the_database_keeps_one_open_deadline_of_a_kind():
    deadline = DeadlineFactory()
    with pytest.raises(IntegrityError, match="open_once"), transaction.atomic():
        DeadlineFactory(subject=deadline.subject, round=2)
    with pytest.raises(IntegrityError, match="one_per_subject"), transaction.atomic():
        DeadlineFactory(subject=deadline.subject, cancelled_at=LATER)


def test_deadlines_are_seen_inside_the_own_area_only(subject, officer_hualong, officer_puyangxian):
    clock.start(subject, "handle", TEN_DAYS, now=NOW)
    assert Deadline.objects.visible_to(officer_hualong).count() == 1
    assert Deadline.objects.visible_to(officer_puyangxian).count() == 0
    assert Deadline.objects.within(subject.path).count() == 1
