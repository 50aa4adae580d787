"""The arithmetic of a period, told in words."""

from datetime import date, datetime, timedelta

import pytest
from django.utils.translation import override

from puyang_property.core import counted
from puyang_property.core.periods import Extended, Paused, Rule, Unit, before, due
from puyang_property.core.workdays import SHANGHAI
from tests.factories.calendars import shipped_calendar

CALENDAR = shipped_calendar()
FRIDAY = datetime(2026, 11, 20, 17, tzinfo=SHANGHAI)


def rule(length, unit):
    return Rule("test.rule", "handle", length, unit)


def english(story):
    with override("en"):
        return counted.as_text(story)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("unit", list(Unit))
def test_every_unit_has_words_and_every_amount_names_its_number(unit, language):
    with override(language):
        one, many = counted.amount(1, unit), counted.amount(12, unit)
    assert "12" in many
    assert many != "12"
    assert one != many


def test_an_unknown_unit_of_an_old_story_is_told_as_its_number():
    assert counted.amount(3, "fortnights") == "3"


def test_an_unknown_step_is_left_out_and_the_rest_is_told():
    story = {"steps": [{"what": "prophecy"}, {"what": "set", "to": "2026-11-23"}]}
    with override("en"):
        assert len(counted.in_words(story)) == 1


def test_hours_around_the_clock_name_both_moments_and_skip_nothing():
    text = english(due(FRIDAY, rule(24, Unit.HOURS), CALENDAR).counted)
    assert "24 hours" in text
    assert "Not counted" not in text


def test_working_hours_name_the_weekend_between():
    text = english(due(FRIDAY, rule(2, Unit.WORKING_HOURS), CALENDAR).counted)
    assert "2 working hours" in text
    assert "2 weekend days" in text


def test_a_notice_before_an_event_says_so():
    text = english(before(date(2026, 12, 4), rule(1, Unit.CALENDAR_DAYS), CALENDAR).counted)
    assert "1 calendar day before" in text
    assert "rest day" not in text


def test_a_notice_that_would_end_on_a_rest_day_says_why_it_is_earlier():
    text = english(before(date(2026, 12, 4), rule(60, Unit.CALENDAR_DAYS), CALENDAR).counted)
    assert "That is a rest day" in text
    assert "last day to act" in text


def test_hours_that_were_made_longer_say_by_how_much():
    more = Extended(FRIDAY.date(), 3, Unit.WORKING_HOURS)
    found = due(FRIDAY, rule(2, Unit.WORKING_HOURS), CALENDAR, events=[more])
    assert found.due_at == datetime(2026, 11, 23, 12, 30, tzinfo=SHANGHAI)
    assert "by 3 working hours" in english(found.counted)


def test_hours_that_rest_still_say_what_is_left():
    paused = Paused(FRIDAY + timedelta(hours=6))
    found = due(FRIDAY, rule(24, Unit.HOURS), CALENDAR, events=[paused])
    assert "Stopped" in english(found.counted)
    assert "18 hours unused" in english(found.counted)


def test_hours_around_the_clock_give_back_what_was_unused():
    back = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    rest = Paused(FRIDAY + timedelta(hours=6), back)
    found = due(FRIDAY, rule(24, Unit.HOURS), CALENDAR, events=[rest])
    assert found.due_at == back + timedelta(hours=18)
