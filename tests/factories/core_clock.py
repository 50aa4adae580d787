"""Rows of the clock. A deadline's subject is an area unless the test names another record."""

from datetime import UTC, date, datetime

import factory
from django.contrib.contenttypes.models import ContentType

from puyang_property.core import calendar_loading
from puyang_property.core.calendar import current_calendar
from puyang_property.core.models import (
    CalendarDay,
    CalendarYear,
    Deadline,
    DeadlineExtension,
    DeadlineReminder,
    DeadlineSuspension,
    RuleSetting,
)
from tests.factories.accounts import AreaFactory, UserFactory


def load_calendar():
    """Enter the shipped calendar and return it as a snapshot."""
    calendar_loading.load()
    return current_calendar()


class CalendarDayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CalendarDay

    day = date(2027, 1, 1)
    kind = CalendarDay.Kind.HOLIDAY
    name_zh = "元旦"
    name_en = "New Year's Day"
    source = "测试通知"


class CalendarYearFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CalendarYear

    year = factory.Sequence(lambda n: 2030 + n)
    source = "测试通知"


class RuleSettingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RuleSetting

    code = factory.Sequence(lambda n: f"test.rule{n}")


class DeadlineFactory(factory.django.DjangoModelFactory):
    """Ten working days from 2 to 16 November 2026, without holidays."""

    class Meta:
        model = Deadline
        exclude = ["subject"]

    subject = factory.SubFactory(AreaFactory)
    subject_type = factory.LazyAttribute(
        lambda o: ContentType.objects.get_for_model(type(o.subject))
    )
    subject_id = factory.LazyAttribute(lambda o: o.subject.pk)
    kind = "handle"
    area_path = factory.LazyAttribute(lambda o: o.subject.scope_path)
    rule_code = "test.handle"
    name_zh = "办理"
    name_en = "Handle"
    length = 10
    unit = "working_days"
    started_at = datetime(2026, 11, 2, 2, tzinfo=UTC)
    started_on = date(2026, 11, 2)
    due_on = date(2026, 11, 16)
    counted = factory.LazyFunction(lambda: {"steps": [], "provisional_years": []})
    remind_from = date(2026, 11, 2)


class DeadlineExtensionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DeadlineExtension

    deadline = factory.SubFactory(DeadlineFactory)
    length = 5
    unit = "working_days"
    reason = "等待材料"
    asked_by = factory.SubFactory(UserFactory)
    asked_at = datetime(2026, 11, 10, 2, tzinfo=UTC)
    due_before = factory.SelfAttribute("deadline.due_on")


class DeadlineSuspensionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DeadlineSuspension

    deadline = factory.SubFactory(DeadlineFactory)
    reason = "等待鉴定"
    asked_by = factory.SubFactory(UserFactory)
    started_at = datetime(2026, 11, 10, 2, tzinfo=UTC)
    due_before = factory.SelfAttribute("deadline.due_on")


class DeadlineReminderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DeadlineReminder

    deadline = factory.SubFactory(DeadlineFactory)
    rung = "due"
    due_for_on = factory.SelfAttribute("deadline.due_on")
    rung_on = factory.SelfAttribute("deadline.due_on")
    sent_at = datetime(2026, 11, 16, 1, tzinfo=UTC)
