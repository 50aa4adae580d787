"""The file that an official takes away: exactly the list on the screen, in its order."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone, translation
from openpyxl import load_workbook

from disputes.choices import Channel
from puyang_property.core.models.secrecy import ReadLog
from tests.cast import log_in
from tests.factories.disputes import CategoryFactory, DisputeFactory

QUEUE = "/desk/disputes/"
TODAY = timezone.localdate()


@pytest.fixture
def cases(area, officer_hualong):
    """Cases of two streets and of another district, of every kind that a filter tells apart."""
    streets = [area("hualong-zhongyuanlu-jingdong"), area("hualong-shenglilu")]
    lift = CategoryFactory(slug="lift")
    for number in range(7):
        DisputeFactory(
            area=streets[number % 2],
            category=lift if number % 3 else CategoryFactory(slug="noise"),
            channel="counter" if number % 4 else "petition",
            next_due_on=TODAY + timedelta(days=3 - number),
        )
    DisputeFactory(area=streets[0], closed=True, category=lift)
    DisputeFactory(area=area("puyangxian"), category=lift)
    return officer_hualong


def taken(client, query):
    """Return the numbers in the CSV that the list offers under `query`, in order."""
    answer = client.get(QUEUE, {**query, "export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [row[0] for row in csv.reader(io.StringIO(text))][1:]


def paged(client, query):
    """Return the numbers of all pages of the list under `query`, two rows a page."""
    url, numbers = client.get(QUEUE, query), []
    while True:
        page = url.context["page"]
        numbers += [dispute.number for dispute in page]
        if not page.next:
            return numbers
        url = client.get(QUEUE + page.next_url)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"tab": "open"},
        {"tab": "all"},
        {"tab": "closed"},
        {"tab": "overdue"},
        {"tab": "open", "ordering": "registered"},
        {"tab": "open", "ordering": "-registered"},
        {"category": "lift"},
        {"area": "hualong-shenglilu"},
        {"tab": "open", "category": "lift", "channel": "petition"},
        {"tab": "open", "due_before": TODAY.isoformat()},
        {"tab": "open", "overdue": "true"},
        {"q": "PY-"},
        {"due_before": "yesterday"},
    ],
    ids=str,
)
def test_the_file_holds_the_rows_of_the_list_in_its_order(cases, query, monkeypatch):
    monkeypatch.setattr("disputes.views.desk_queue.QueueView.page_size", 2)
    client = log_in(cases)
    assert taken(client, query) == paged(client, query)


def test_the_lists_compared_here_are_not_all_the_same(cases):
    client = log_in(cases)
    queries = ({"tab": "all"}, {"tab": "open"}, {"category": "lift"}, {"tab": "overdue"})
    sizes = [len(taken(client, query)) for query in queries]
    assert sizes == [8, 7, 5, 3]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_log_says_who_took_how_many_rows_of_what_list(cases, kind):
    answer = log_in(cases).get(QUEUE, {"tab": "open", "category": "lift", "export": kind})
    b"".join(answer.streaming_content)
    row = ReadLog.objects.get()
    assert (row.user, row.rows) == (cases, 4)
    assert "category=lift" in row.reason


def test_both_kinds_of_file_say_the_same_in_the_readers_language(cases):
    client = log_in(cases)
    answer = client.get(QUEUE, {"tab": "all", "export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    book = client.get(QUEUE, {"tab": "all", "export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    assert [[str(cell or "") for cell in row] for row in sheet.values] == rows
    with translation.override("zh-hans"):
        labels = {str(Channel(slug).label) for slug in ("counter", "petition")}
    assert {row[2] for row in rows[1:]} >= labels
