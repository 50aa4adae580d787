"""The lists of the desk can be answered by their indexes, whoever reads them.

A small table is always read whole, so each test forbids that and asks which way is left.
"""

import pytest
from django.db import connection

from disputes.models import Dispute
from disputes.queues import BY_SLUG
from disputes.views.desk_queue import DUE, NEWEST
from tests.factories.disputes import DisputeFactory

WHOLE = ("enable_seqscan", "enable_sort")


def plan_of(user, slug, order, *, without, seen=None):
    seen = Dispute.objects.visible_to(user) if seen is None else seen
    rows = BY_SLUG[slug].of(seen, user)
    columns = [name.lstrip("-") for name in order.fields]
    query = rows.values_list(*columns).order_by(*order.fields)[:51].query
    with connection.cursor() as cursor:
        for setting in without:
            cursor.execute(f"SET LOCAL {setting} = off")
        cursor.execute(f"EXPLAIN {query.sql_with_params()[0]}", query.sql_with_params()[1])
        return "\n".join(line for (line,) in cursor.fetchall())


OTHERS = """
    SELECT indexrelid::regclass::text FROM pg_index
    WHERE indrelid = 'disputes_dispute'::regclass AND NOT indisunique
    AND indexrelid::regclass::text <> ALL(%s)
"""


def leave_only(*indexes):
    """Take all other indexes away until the test ends: a small table gives no reason to choose."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS, [list(indexes)])
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")


@pytest.fixture
def cases(area):
    return [DisputeFactory(area=area("hualong-zhongyuanlu-jingdong")) for _each in range(3)]


@pytest.mark.parametrize("reader", ["clerk_zhongyuan", "officer_hualong", "officer_city"])
@pytest.mark.parametrize(
    ("slug", "order", "index"),
    [
        ("open", DUE, "dispute_open_by_date"),
        ("overdue", DUE, "dispute_open_by_date"),
        ("all", NEWEST, "dispute_newest"),
        ("closed", NEWEST, "dispute_newest"),
    ],
)
def test_a_page_is_found_without_reading_a_single_case(request, cases, reader, slug, order, index):
    plan = plan_of(request.getfixturevalue(reader), slug, order, without=WHOLE)
    assert f"Index Only Scan using {index}" in plan


@pytest.mark.parametrize(
    ("index", "where"),
    [
        ("dispute_queue", {"area_path__startswith": "puyang/hualong/"}),
        (
            "dispute_referred_queue",
            {"referred_path__startswith": "puyang/hualong/", "referred_path__gt": ""},
        ),
        ("dispute_open_of_post", {"responsible_post": 1}),
        ("dispute_open_of_handler", {"handler": 1}),
    ],
)
def test_each_way_to_a_case_has_its_index(cases, clerk_zhongyuan, index, where):
    """Own and referred cases, those of a post and of a handler: PostgreSQL joins what it finds."""
    leave_only(index)
    found = Dispute.objects.filter(**where)
    plan = plan_of(clerk_zhongyuan, "open", DUE, without=("enable_seqscan",), seen=found)
    assert f"on {index}" in plan or f"using {index}" in plan
    assert "Index Cond" in plan
