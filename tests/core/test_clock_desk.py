"""The desk's one list of everything that falls due."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from puyang_property.core import clock
from puyang_property.core.periods import Rule, Unit
from puyang_property.core.workdays import SHANGHAI

URL = "desk:dates"


@pytest.fixture
def owed(area, clerk_zhongyuan, calendar):
    """Start clocks that end so many days from today: owed("handle", days=-2)."""
    post = clerk_zhongyuan.holdings.get().post

    def begin(kind, *, days, key="hualong-zhongyuanlu", post=post):
        day = timezone.localdate() + timedelta(days=days)
        return clock.start_on(area(key), kind, day, name_zh=f"应办{kind}", name_en=kind, post=post)

    return begin


def shown(client, **query):
    return [d.kind for d in client.get(reverse(URL), query).context["page"].items]


def test_the_nearest_date_stands_first_and_what_is_done_is_gone(owed, client_of, clerk_zhongyuan):
    for kind, days in (("later", 20), ("late", -2), ("soon", 3), ("done", 1)):
        owed(kind, days=days)
    clock.meet(owed("met", days=2).subject, "met")
    clock.cancel(owed("gone", days=2).subject, "done", "gone")
    client = client_of(clerk_zhongyuan)
    assert shown(client) == ["late", "soon", "later"]
    assert "应办late" in client.get(reverse(URL)).content.decode()


def test_the_list_is_narrowed_to_what_is_asked_for(
    owed, client_of, clerk_zhongyuan, officer_hualong
):
    for kind, days in (("later", 20), ("late", -2), ("soon", 3)):
        owed(kind, days=days)
    resting = owed("resting", days=5)
    owed("other", days=4, post=None)
    clock.suspend(resting.subject, "resting", reason="鉴定", by=officer_hualong)
    client = client_of(clerk_zhongyuan)
    assert shown(client, show="overdue") == ["late"]
    assert shown(client, show="week") == ["late", "soon", "other"]
    assert shown(client, show="resting") == ["resting"]
    assert shown(client, show="provisional") == []
    assert shown(client, mine="on") == ["late", "soon", "later"]
    assert shown(client, show="nonsense") == []


def test_nobody_sees_the_dates_of_another_area(
    owed, client_of, clerk_shengli, officer_hualong, stranger
):
    owed("soon", days=3)
    assert shown(client_of(clerk_shengli)) == []
    assert shown(client_of(officer_hualong)) == ["soon"]
    assert client_of(stranger).get(reverse(URL)).status_code == 403


def test_twenty_dates_cost_as_many_queries_as_one(owed, client_of, clerk_zhongyuan):
    client = client_of(clerk_zhongyuan)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(URL))
        return len(queries)

    owed("first", days=1)
    cost()
    alone = cost()
    for number in range(19):
        owed(f"kind{number}", days=number)
    assert cost() == alone


def test_the_arithmetic_can_be_read_on_the_list(area, client_of, clerk_zhongyuan, calendar):
    clock.start(
        area("hualong-zhongyuanlu"),
        "handle",
        Rule("test.handle", "handle", 5, Unit.WORKING_DAYS),
        started=date(2026, 9, 29),
        now=datetime(2026, 9, 29, 10, tzinfo=SHANGHAI),
    )
    text = client_of(clerk_zhongyuan).get(reverse(URL)).content.decode()
    assert "国庆节" in text
