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
ONE_BY_ONE = ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan")


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


def test_a_street_finds_its_own_and_what_was_referred_to_it_by_two_indexes(cases, clerk_zhongyuan):
    leave_only("dispute_queue", "dispute_referred_queue")
    plan = plan_of(clerk_zhongyuan, "open", DUE, without=ONE_BY_ONE)
    assert "BitmapOr" in plan
    assert "Index Scan on dispute_queue" in plan
    assert "Index Scan on dispute_referred_queue" in plan


def test_what_lies_with_somebody_is_found_by_post_handler_and_mediation(cases, clerk_zhongyuan):
    everywhere = Dispute.objects.all()
    leave_only("dispute_open_of_post", "dispute_open_of_handler")
    plan = plan_of(clerk_zhongyuan, "mine", DUE, without=ONE_BY_ONE, seen=everywhere)
    assert "Index Scan on dispute_open_of_post" in plan
    assert "Index Scan on dispute_open_of_handler" in plan
