"""A street with a clerk in an otherwise empty portal, and a complaint to file there."""

from django.core.management import call_command
from django.utils import timezone

from accounts.loading import load_areas, read_areas
from accounts.models import Area
from puyang_property.core import rulebook
from puyang_property.core.models import CalendarDay, RuleSetting
from tests.factories.accounts import PostFactory, PostHoldingFactory, UserFactory
from tests.factories.core_clock import CalendarDayFactory, load_calendar

STREET = "hualong-zhongyuanlu"
WORDS = "电梯停了三天 <b>四楼老人</b> 下不来。"
FORM = f"/file/?area={STREET}&category=lift"
COMPLAINT = {"area": STREET, "category": "lift", "description": WORDS}


def settle():
    """Load what a portal needs and appoint a clerk with an e-mail; return the clerk."""
    load_areas(read_areas(keys=[STREET]))
    call_command("load_categories", verbosity=0)
    open_office()
    holder = UserFactory(email="clerk@example.org")
    post = PostFactory(role="street_clerk", area=Area.objects.get(key=STREET))
    PostHoldingFactory(user=holder, post=post)
    return holder


def open_office():
    """Let offices work today, round the clock."""
    load_calendar()
    rulebook.load()
    for code, minutes in (("office.opens", 0), ("office.closes", 1439)):
        RuleSetting.objects.filter(code=code).update(length=minutes, reason="测试")
    today = timezone.localdate()
    CalendarDay.objects.filter(day=today).delete()
    if today.weekday() >= 5:
        CalendarDayFactory(day=today, kind="makeup_workday")
