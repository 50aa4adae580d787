"""What every test of the room stands on: categories, a calendar, and a way to file."""

from datetime import datetime

import pytest
from django.utils import timezone

from disputes import actions
from disputes.choices import Channel
from puyang_property.core.actors import Actor
from tests.disputes.living import Living


@pytest.fixture
def at():
    """Return a moment in Shanghai: at(9) on Monday 2 March 2026, at(9, day=3) the day after."""

    def moment(hour=10, *, day=2, month=3, year=2026):
        return datetime(year, month, day, hour, tzinfo=timezone.get_default_timezone())

    return moment


@pytest.fixture
def filed(calendar, categories, area, clerk_zhongyuan, officer_hualong, at):
    """File a complaint at 京东社区 on the Monday: filed(category="lift", **more)."""

    def file(**more):
        given = {
            "by": Actor.resident(),
            "channel": Channel.ONLINE,
            "category": categories[more.pop("category", "lift")],
            "area": area("hualong-zhongyuanlu-jingdong"),
            "description": "电梯停运三天，老人下不了楼。",
            "contact_name": "张三丰",
            "contact_phone": "13800138000",
            "now": at(),
        }
        return actions.file(**{**given, **more})

    return file


@pytest.fixture
def living(request, filed, at, clerk_zhongyuan, clerk_shengli, worker_jingdong, officer_hualong):
    """Cases at 京东社区 that are taken through their life: living.case(State.REPLIED)."""
    return Living(request, filed, at)
