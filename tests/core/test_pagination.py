"""The keyset paginator: every row once, forward and back, whatever the ties and the inserts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from accounts.models import Area
from puyang_property.core.actors import ActorKind
from puyang_property.core.bases import KeysetPagination
from puyang_property.core.models import ReadLog
from puyang_property.core.models.secrecy import ReadKind
from puyang_property.core.pagination import BadCursor, BoundedPaginator, Order, keyset

NEWEST = Order("-at", "newest", "-at")
OLDEST = Order("at", "oldest", "at")
MIXED = Order("mixed", "mixed", "-rows", "area_path", "-at", "id")
MOMENT = datetime(2026, 11, 23, 4, 5, 6, 123456, tzinfo=UTC)


def entries(count, *, step=timedelta(0), rows=lambda n: 1):
    return ReadLog.objects.bulk_create(
        ReadLog(
            kind=ReadKind.EXPORT,
            actor_kind=ActorKind.CLOCK,
            what=[],
            rows=rows(n),
            area_path=f"puyang/{n % 3}/",
            at=MOMENT + step * n,
        )
        for n in range(count)
    )


def walk(order, *, size=100, queryset=None):
    queryset = ReadLog.objects.all() if queryset is None else queryset
    pages, cursor = [], ""
    while True:
        page = keyset(queryset, order, cursor=cursor, size=size)
        pages.append(page)
        cursor = page.next
        if not cursor:
            return pages


def ids(pages):
    return [row.pk for page in pages for row in page]


@pytest.mark.django_db
@pytest.mark.parametrize("order", [NEWEST, OLDEST, MIXED])
def test_every_row_comes_once_when_more_than_a_thousand_share_the_first_key(order):
    entries(1101)
    assert ids(walk(order)) == list(
        ReadLog.objects.order_by(*order.fields).values_list("pk", flat=True)
    )


@pytest.mark.django_db
@pytest.mark.parametrize("order", [NEWEST, OLDEST, MIXED])
def test_going_back_shows_the_same_pages(order):
    entries(45, step=timedelta(microseconds=1), rows=lambda n: n % 4)
    pages = walk(order, size=10)
    for before, here in zip(pages, pages[1:], strict=False):
        back = keyset(ReadLog.objects.all(), order, cursor=here.previous, size=10)
        assert ids([back]) == ids([before])
        assert bool(back.previous) == (before is not pages[0])
        assert ids([keyset(ReadLog.objects.all(), order, cursor=back.next, size=10)]) == ids([here])


@pytest.mark.django_db
def test_the_first_page_has_no_page_before_and_the_last_none_after():
    entries(20)
    first, last = walk(NEWEST, size=10)
    assert first.is_first
    assert first.previous_url == ""
    assert last.next_url == ""


@pytest.mark.django_db
def test_a_row_that_arrives_meanwhile_shifts_nothing():
    entries(20, step=timedelta(minutes=1))
    first = keyset(ReadLog.objects.all(), NEWEST, size=10)
    expected = ReadLog.objects.order_by("-at", "-id").values_list("pk", flat=True)[10:20]
    expected = list(expected)
    ReadLog.objects.bulk_create(
        [
            ReadLog(
                kind=ReadKind.EXPORT,
                actor_kind=ActorKind.CLOCK,
                what=[],
                at=MOMENT + timedelta(days=1),
            )
        ]
    )
    second = keyset(ReadLog.objects.all(), NEWEST, cursor=first.next, size=10)
    assert ids([second]) == expected


@pytest.mark.django_db
def test_a_page_costs_one_query_wherever_it_lies(django_assert_num_queries):
    entries(40)
    cursor = ""
    for _page in range(4):
        with django_assert_num_queries(1):
            cursor = keyset(ReadLog.objects.all(), MIXED, cursor=cursor, size=10).next


@pytest.mark.django_db
def test_one_direction_is_a_row_comparison_that_an_index_answers():
    entries(20)
    page = keyset(ReadLog.objects.all(), NEWEST, size=10)
    with CaptureQueriesContext(connection) as queries:
        keyset(ReadLog.objects.all(), NEWEST, cursor=page.next, size=10)
    columns = '("core_readlog"."at", "core_readlog"."id") <'
    assert columns in queries[0]["sql"].replace("((", "(")


@pytest.mark.django_db
def test_an_empty_list_is_one_empty_page():
    page = keyset(ReadLog.objects.none(), NEWEST)
    assert (len(page), page.next, page.previous) == (0, "", "")


@pytest.mark.django_db
def test_going_on_from_the_last_row_is_an_empty_page_and_no_loop():
    entries(11)
    first = keyset(ReadLog.objects.all(), NEWEST, size=10)
    gone = ReadLog.objects.filter(pk__in=ids([first]))
    page = keyset(gone, NEWEST, cursor=first.next, size=10)
    assert (len(page), page.next) == (0, "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cursor", ["x", "a:b", "\x00", "ä" * 5000, "WyJhIl0:abc", " ", "eyJ9:sig:more"]
)
def test_a_cursor_that_is_not_ours_is_refused(cursor):
    with pytest.raises(BadCursor):
        keyset(ReadLog.objects.all(), NEWEST, cursor=cursor)


@pytest.mark.django_db
def test_a_cursor_of_another_order_or_list_is_refused():
    entries(11)
    cursor = keyset(ReadLog.objects.all(), NEWEST, size=10).next
    with pytest.raises(BadCursor):
        keyset(ReadLog.objects.all(), OLDEST, cursor=cursor)
    with pytest.raises(BadCursor):
        keyset(Area.objects.all(), Order("-at", "", "-path"), cursor=cursor)


def test_a_key_that_may_be_empty_is_refused():
    with pytest.raises(ImproperlyConfigured, match="may be empty"):
        Order("user", "", "user").key(ReadLog)
    with pytest.raises(ImproperlyConfigured, match="may be empty"):
        Order("user", "", "user__username").key(ReadLog)
    with pytest.raises(ImproperlyConfigured, match="cannot be ordered"):
        Order("x", "", "x").key(ReadLog)


def test_every_order_ends_with_the_id():
    assert NEWEST.fields == ("-at", "-id")
    assert OLDEST.fields == ("at", "id")
    assert MIXED.fields[-1] == "id"
    assert Order("id", "", "-id").fields == ("-id",)


class ListOfReads:
    orders = (NEWEST, OLDEST)


def ask(address):
    request = Request(RequestFactory().get(address))
    paginator = KeysetPagination()
    rows = paginator.paginate_queryset(ReadLog.objects.all(), request, ListOfReads())
    return paginator.get_paginated_response([row.pk for row in rows]).data


@pytest.mark.django_db
def test_the_api_links_lead_through_the_list_and_keep_the_filters():
    entries(25)
    first = ask("/api/?state=open&page_size=10")
    assert first["previous"] is None
    assert "state=open" in first["next"]
    second = ask(first["next"].removeprefix("http://testserver"))
    third = ask(second["next"].removeprefix("http://testserver"))
    assert third["next"] is None
    every = first["results"] + second["results"] + third["results"]
    assert every == list(ReadLog.objects.order_by("-at", "-id").values_list("pk", flat=True))
    assert ask(second["previous"].removeprefix("http://testserver")) == first


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["cursor=x", "ordering=title", "page_size=0", "page_size=101", "page_size=x", "page_size=²"],
)
def test_the_api_answers_400_to_a_bad_place_order_or_size(query):
    with pytest.raises(ValidationError):
        ask(f"/api/?{query}")


@pytest.mark.django_db
def test_the_api_orders_as_asked():
    entries(3, step=timedelta(hours=1))
    assert ask("/api/?ordering=at")["results"] == ask("/api/")["results"][::-1]


@pytest.mark.django_db
def test_going_back_to_rows_that_are_gone_shows_the_first_page():
    entries(6, step=timedelta(seconds=1))
    second = walk(OLDEST, size=3)[1]
    left = ReadLog.objects.filter(pk__in=ids([second]))
    page = keyset(left, OLDEST, cursor=second.previous, size=3)
    assert ids([page]) == ids([second])


def test_an_order_tells_its_name_and_fields():
    assert repr(MIXED) == "Order('mixed', -rows, area_path, -at, id)"


@pytest.mark.django_db
def test_rows_of_columns_are_paged_as_records_are():
    entries(25)
    records = walk(NEWEST, size=10)
    columns = walk(NEWEST, size=10, queryset=ReadLog.objects.values_list("id", "at", named=True))
    assert [row.id for page in columns for row in page] == ids(records)
    assert [page.next for page in columns] == [page.next for page in records]


@pytest.mark.django_db
def test_a_numbered_list_stops_counting_and_says_so(monkeypatch):
    monkeypatch.setattr("puyang_property.core.pagination.COUNTED", 3)
    entries(4)
    everything = BoundedPaginator(ReadLog.objects.order_by("pk"), 2)
    assert (everything.count, str(everything.count), everything.num_pages) == (3, "3+", 2)
    monkeypatch.setattr("puyang_property.core.pagination.COUNTED", 4)
    assert str(BoundedPaginator(ReadLog.objects.order_by("pk"), 2).count) == "4"
