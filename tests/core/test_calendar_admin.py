"""The calendar, the rules and the deadlines in the admin."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from puyang_property.core import clock, history, rulebook
from puyang_property.core.models import CalendarDay, CalendarYear, Deadline, RuleSetting
from puyang_property.core.periods import Rule, Unit
from puyang_property.core.workdays import SHANGHAI
from tests.factories.core_clock import (
    CalendarDayFactory,
    DeadlineExtensionFactory,
)

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
TEN_DAYS = Rule("test.handle", "handle", 10, Unit.WORKING_DAYS)
CLOSURE = {
    "day": "2026-12-04",
    "kind": "local_closure",
    "name_zh": "暴雪",
    "name_en": "Blizzard",
    "source": "濮政〔2026〕1号",
}


@pytest.fixture
def deadline(area, calendar):
    return clock.start(area("hualong"), "handle", TEN_DAYS, now=NOW)


def test_a_new_day_shows_first_which_deadlines_move(deadline, client_of, administrator):
    client = client_of(administrator)
    url = reverse("admin:core_calendarday_add")
    page = client.post(url, CLOSURE)
    assert page.status_code == 200
    assert "2026年12月8日" in page.content.decode()
    assert not CalendarDay.objects.filter(day="2026-12-04").exists()
    done = client.post(url, CLOSURE | {"_confirmed": "1"})
    assert done.status_code == 302
    deadline.refresh_from_db()
    assert deadline.due_on == date(2026, 12, 8)
    assert history.of(CalendarDay.objects.get(day="2026-12-04")).get().user == administrator


def test_the_preview_carries_everything_that_was_typed(deadline, client_of, administrator):
    page = client_of(administrator).post(reverse("admin:core_calendarday_add"), CLOSURE)
    text = page.content.decode()
    for name, value in CLOSURE.items():
        assert f'name="{name}" value="{value}"' in text


def test_a_day_that_moves_nothing_is_saved_at_once(deadline, client_of, administrator):
    url = reverse("admin:core_calendarday_add")
    assert client_of(administrator).post(url, CLOSURE | {"day": "2026-12-24"}).status_code == 302
    assert CalendarDay.objects.filter(day="2026-12-24").exists()


def test_a_day_that_makes_no_sense_is_sent_back(deadline, client_of, administrator):
    url = reverse("admin:core_calendarday_add")
    page = client_of(administrator).post(url, CLOSURE | {"kind": "makeup_workday"})
    assert page.status_code == 200
    assert not CalendarDay.objects.filter(day="2026-12-04").exists()
    assert page.context["adminform"].form.errors


@pytest.mark.parametrize("year", ["0", "9999", "10000", "9" * 30, "x"])
def test_a_year_that_no_calendar_has_leads_back_to_the_list(client_of, administrator, year):
    answer = client_of(administrator).get(f"/admin/core/calendarday/?day__year={year}")
    assert answer.status_code == 302
    assert answer["Location"].endswith("?e=1")


def test_moving_a_day_recounts_for_the_old_and_the_new_day(deadline, client_of, administrator):
    row = CalendarDayFactory(**CLOSURE)
    clock.recompute([date(2026, 12, 4)], now=NOW)
    url = reverse("admin:core_calendarday_change", args=[row.pk])
    changed = CLOSURE | {"day": "2026-12-24"}
    client = client_of(administrator)
    assert client.post(url, changed).status_code == 200
    assert client.post(url, changed | {"_confirmed": "1"}).status_code == 302
    deadline.refresh_from_db()
    assert deadline.due_on == date(2026, 12, 7)


def test_removing_a_day_shows_and_moves_what_it_held_up(deadline, client_of, administrator):
    row = CalendarDayFactory(**CLOSURE)
    clock.recompute([date(2026, 12, 4)], now=NOW)
    url = reverse("admin:core_calendarday_delete", args=[row.pk])
    client = client_of(administrator)
    assert "2026年12月7日" in client.get(url).content.decode()
    assert client.post(url, {"post": "yes"}).status_code == 302
    deadline.refresh_from_db()
    assert deadline.due_on == date(2026, 12, 7)


def test_publishing_a_year_makes_its_deadlines_certain(area, client_of, administrator, calendar):
    rule = Rule("petition.handle", "handle", 60, Unit.CALENDAR_DAYS)
    clock.start(area("hualong"), "handle", rule, now=NOW)
    url = reverse("admin:core_calendaryear_add")
    client_of(administrator).post(url, {"year": 2027, "source": "国办通知"})
    assert CalendarYear.objects.filter(year=2027).exists()
    assert not Deadline.objects.get().provisional


@pytest.mark.parametrize("who", ["officer_hualong", "administrator_hualong", "auditor"])
def test_a_district_reads_the_citys_calendar_and_rules_and_changes_neither(
    deadline, client_of, request, who, rules
):
    client = client_of(request.getfixturevalue(who))
    day = CalendarDay.objects.get(day="2026-10-01")
    rule = RuleSetting.objects.first()
    for name, row in (("calendarday", day), ("rulesetting", rule)):
        url = reverse(f"admin:core_{name}_change", args=[row.pk])
        assert client.get(reverse(f"admin:core_{name}_changelist")).status_code == 200
        assert client.get(url).status_code == 200
        assert client.post(url, CLOSURE | {"length": 1, "reason": "x"}).status_code == 403
    assert client.post(reverse("admin:core_calendarday_add"), CLOSURE).status_code == 403
    assert (
        client.post(
            reverse("admin:core_calendarday_delete", args=[day.pk]), {"post": "yes"}
        ).status_code
        == 403
    )


def test_the_administrator_sets_a_value_with_the_decision_behind_it(
    client_of, administrator, rules
):
    client, row = client_of(administrator), RuleSetting.objects.get(code="ladder.supervise")
    url = reverse("admin:core_rulesetting_change", args=[row.pk])
    assert "U:" in client.get(url).content.decode()
    assert client.post(url, {"length": "7", "reason": ""}).status_code == 200
    assert client.post(url, {"length": "7", "reason": "濮物〔2026〕3号"}).status_code == 302
    assert rulebook.ladder_steps().supervise == 7
    assert history.of(row).count() == 1


def test_a_rule_says_by_how_much_it_may_be_extended(client_of, administrator, rules):
    client = client_of(administrator)
    for spec in rulebook.specs():
        row = RuleSetting.objects.get(code=spec.code)
        page = client.get(reverse("admin:core_rulesetting_change", args=[row.pk]))
        shown = page.context["adminform"].model_admin.extension(row)
        if spec.extensions:
            assert str(spec.extension_length) in shown
        else:
            assert shown == "无"
        assert shown in page.content.decode()


def test_rules_that_need_the_legal_office_can_be_listed(client_of, administrator, rules):
    client, url = client_of(administrator), reverse("admin:core_rulesetting_changelist")
    codes = {row.code for row in client.get(url, {"confidence": "open"}).context["cl"].queryset}
    assert codes == {spec.code for spec in rulebook.specs() if spec.needs_legal_office}
    assert not client.get(url, {"confidence": "own"}).context["cl"].queryset.exists()


def test_deadlines_are_read_with_their_arithmetic_and_written_by_nobody(
    deadline, client_of, officer_hualong
):
    DeadlineExtensionFactory(deadline=deadline)
    client = client_of(officer_hualong)
    url = reverse("admin:core_deadline_change", args=[deadline.pk])
    assert "等待材料" in client.get(url).content.decode()
    assert client.post(url, {"due_on": "2030-01-01"}).status_code == 403
    assert client.get(reverse("admin:core_deadline_add")).status_code == 403


@pytest.mark.parametrize(("state", "found"), [("running", 1), ("overdue", 0), ("late", 0)])
def test_deadlines_are_listed_by_state_inside_the_own_area(
    deadline, client_of, officer_hualong, officer_puyangxian, state, found
):
    url = reverse("admin:core_deadline_changelist")
    Deadline.objects.update(due_on=date(2199, 1, 1))
    rows = client_of(officer_hualong).get(url, {"state": state}).context["cl"].queryset
    assert rows.count() == found
    other = client_of(officer_puyangxian)
    assert other.get(url).context["cl"].queryset.count() == 0
    assert other.get(reverse("admin:core_deadline_change", args=[deadline.pk])).status_code == 404
