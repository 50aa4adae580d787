"""A year without a calendar, then published: what is typed, what is shown first, what moves."""

from datetime import date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from puyang_property.core import calendar_notice, clock, history, recounting, reminders
from puyang_property.core.models import CalendarDay, CalendarYear, Deadline, DeadlineReminder
from puyang_property.core.periods import Rule, Unit
from puyang_property.core.workdays import SHANGHAI
from tests.factories.core_clock import CalendarDayFactory

ADD = "admin:core_calendaryear_add"
NOTICE = """2027-01-01 2027-01-03 放假 元旦 / New Year's Day
2027-01-09 上班 元旦

2027-02-05 2027-02-07 holiday 春节
2027-02-08 2027-02-11 lieu 春节
"""
TYPED = {"year": "2027", "source": "国办发明电〔2026〕9号", "days": NOTICE}
NINE = time(9)
BEGUN = datetime(2026, 12, 21, 10, tzinfo=SHANGHAI)


def working_days(number):
    return Rule("test.handle", "handle", number, Unit.WORKING_DAYS)


@pytest.fixture
def clocks(area, officer_hualong, clerk_zhongyuan, calendar):
    """Clocks begun on Monday 21 December 2026 that the notice moves, leaves or does not reach."""
    post = clerk_zhongyuan.holdings.get().post
    rules = {
        "hualong": working_days(8),
        "puyang": working_days(9),
        "hualong-zhongyuanlu": Rule("test.days", "handle", 12, Unit.CALENDAR_DAYS),
        "hualong-shenglilu": working_days(9),
        "puyangxian": working_days(9),
    }
    for key, rule in rules.items():
        clock.start(area(key), "handle", rule, now=BEGUN, post=post)
    clock.meet(area("hualong-shenglilu"), "handle", now=BEGUN)
    clock.suspend(area("puyangxian"), reason="鉴定", by=officer_hualong, now=BEGUN)
    names = ("before", "over", "weekend", "met", "resting")
    return {
        name: Deadline.objects.for_subject(area(key)).get()
        for name, key in zip(names, rules, strict=True)
    }


def again(deadline):
    return Deadline.objects.get(pk=deadline.pk)


def test_before_the_notice_a_date_in_the_year_is_provisional_and_says_so(clocks):
    assert [name for name in clocks if clocks[name].provisional] == [
        "over", "weekend", "met", "resting",
    ]  # fmt: skip
    with translation.override("en"):
        assert "Provisional" in clocks["over"].counted_text


def test_the_administrator_sees_exactly_what_moves_and_from_when_to_when(
    clocks, client_of, administrator
):
    page = client_of(administrator).post(reverse(ADD), TYPED)
    moves = {move.deadline: (move.old_due_on, move.new_due_on) for move in page.context["moves"]}
    assert moves == {clocks["over"]: (date(2027, 1, 1), date(2027, 1, 4))}
    text = page.content.decode()
    assert "2027年1月1日" in text
    assert "2027年1月4日" in text
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert not CalendarDay.objects.filter(day__year=2027).exists()
    assert again(clocks["over"]).due_on == date(2027, 1, 1)


def test_what_was_shown_is_what_moves_and_it_is_on_record(clocks, client_of, administrator):
    client = client_of(administrator)
    page = client.post(reverse(ADD), TYPED)
    typed = dict(page.context["hidden"]) | {"_confirmed": "1"}
    assert client.post(reverse(ADD), typed).status_code == 302
    assert CalendarDay.objects.filter(day__year=2027).count() == 11
    assert CalendarDay.objects.get(day="2027-01-09").kind == "makeup_workday"
    assert CalendarDay.objects.get(day="2027-01-01").name_en == "New Year's Day"
    assert history.of(CalendarDay.objects.get(day="2027-02-08")).get().user == administrator
    moved = again(clocks["over"])
    assert (moved.due_on, moved.provisional) == (date(2027, 1, 4), False)
    with translation.override("en"):
        assert "before: 1 January 2027" in moved.counted_text
    event = history.of(moved.subject).get(name="date_moved")
    assert event.changes == {
        "rule": "test.handle", "was": "2027-01-01", "due_on": "2027-01-04",
    }  # fmt: skip
    for name in ("before", "weekend", "met", "resting"):
        assert again(clocks[name]).due_on == clocks[name].due_on
        assert not history.of(clocks[name].subject).filter(name="date_moved").exists()


def test_a_moved_date_is_reminded_of_anew_and_the_old_day_of_nothing(
    clocks, client_of, administrator
):
    def ticked(day):
        reminders.send_due(datetime.combine(day, NINE, SHANGHAI))
        rows = DeadlineReminder.objects.filter(deadline=clocks["over"], sent_at__isnull=False)
        return [(row.rung, row.due_for_on) for row in rows.order_by("id")]

    old, new = date(2027, 1, 1), date(2027, 1, 4)
    assert ticked(date(2026, 12, 30)) == [("early", old)]
    client_of(administrator).post(reverse(ADD), TYPED | {"_confirmed": "1"})
    assert ticked(date(2026, 12, 31)) == [("early", old), ("late", new)]
    assert ticked(old) == [("early", old), ("late", new)]
    assert ticked(new) == [("early", old), ("late", new), ("due", new)]


def test_a_year_whose_notice_moves_nothing_is_saved_at_once(clocks, client_of, administrator):
    typed = TYPED | {"days": "2027-02-05 放假 春节"}
    assert client_of(administrator).post(reverse(ADD), typed).status_code == 302
    assert not again(clocks["over"]).provisional
    assert CalendarDay.objects.get(day__year=2027).name_zh == "春节"


def test_the_rest_of_a_notice_is_entered_later_on_the_same_page(clocks, client_of, administrator):
    client = client_of(administrator)
    client.post(reverse(ADD), TYPED | {"days": ""})
    row = CalendarYear.objects.get(year=2027)
    url = reverse("admin:core_calendaryear_change", args=[row.pk])
    page = client.post(url, TYPED)
    assert page.context["total"] == 1
    assert client.post(url, TYPED | {"_confirmed": "1"}).status_code == 302
    assert again(clocks["over"]).due_on == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1月1日 放假 元旦", "Line 1 is not understood: 1月1日 放假 元旦"),
        ("2027-01-01", "Line 1 is not understood"),
        ("2027-01-01 休息 元旦", "Line 1 is not understood"),
        ("2027-01-03 2027-01-01 放假 元旦", "Line 1 is not understood"),
        ("2027-01-01 2027-12-31 放假 元旦", "Line 1 is not understood"),
        ("2027-01-01 放假", "Line 1: This field cannot be blank"),
        ("2027-01-04 上班 元旦", "Line 1: Only a Saturday or Sunday"),
        ("2027-01-02 调休 元旦", "Line 1: Only a Monday to Friday"),
        ("2028-05-01 放假 劳动节", "2028-05-01 does not belong to that year"),
        ("\n2027-01-01 放假 元旦\n2027-01-01 放假 元旦", "Line 3: 2027-01-01 is there twice"),
        ("2026-12-31 放假 元旦", "2026-12-31 is entered already as “local closure”"),
    ],
)
def test_a_line_that_is_not_right_is_named(db, line, words):
    CalendarDayFactory(day=date(2026, 12, 31), kind="local_closure")
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        calendar_notice.read(line, 2027, "国办")
    assert words in refused.value.messages[0]


def test_wrong_lines_come_back_with_all_that_was_typed(clocks, client_of, administrator):
    typed = TYPED | {"days": "2027-01-01 放假 元旦\nnonsense"}
    page = client_of(administrator).post(reverse(ADD), typed)
    assert page.context["adminform"].form.errors["days"]
    assert "nonsense" in page.content.decode()
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_who_only_reads_the_calendar_is_not_asked_for_days(clocks, client_of, officer_hualong):
    row = CalendarYear.objects.get(year=2026)
    url = reverse("admin:core_calendaryear_change", args=[row.pk])
    client = client_of(officer_hualong)
    text = client.get(url).content.decode()
    assert row.source in text
    assert 'name="days"' not in text
    assert client.post(url, TYPED).status_code == 403


def test_a_clock_met_while_the_others_are_recounted_stays_as_it_is(clocks, monkeypatch):
    known = again(clocks["over"])
    clock.meet(known.subject, known.kind, now=BEGUN)
    CalendarDayFactory(day=known.due_on)
    monkeypatch.setattr(recounting, "_touched", lambda changed: [known])
    assert clock.recompute(now=BEGUN) == []
    assert again(known).due_on == date(2027, 1, 1)
