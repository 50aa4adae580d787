"""The list and the cases for staff's programs: who sees what, filters, order, cost."""

from datetime import date

import pytest

from disputes import actions

URL = "/api/v1/disputes/"


@pytest.fixture
def clerk(api_client_of, clerk_zhongyuan):
    return api_client_of(clerk_zhongyuan)


@pytest.fixture
def three(filed, area, at):
    """One lift, one noise three days later, one in another district."""
    return [
        filed(),
        filed(category="other", description="垃圾三天没有清运。", now=at(day=5)),
        filed(area=area("puyangxian-chengguan")),
    ]


def numbers(answer):
    assert answer.status_code == 200, answer.json()
    return [row["number"] for row in answer.json()["results"]]


def test_a_list_holds_the_cases_of_the_callers_areas(clerk, three, api_client_of, officer_city):
    mine = [three[0].dispute.number, three[1].dispute.number]
    assert numbers(clerk.get(URL)) == mine
    assert len(numbers(api_client_of(officer_city).get(URL))) == 3


def test_without_a_token_401_and_without_a_post_403(client, three, api_client_of, stranger):
    assert client.get(URL).status_code == 401
    assert client.get(URL)["Content-Type"] == "application/problem+json"
    assert api_client_of(stranger).get(URL).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=registered", [0, 1]),
        ("state=closed", []),
        ("state=closed&state=registered", [0, 1]),
        ("area=hualong-zhongyuanlu", [0, 1]),
        ("area=hualong-shenglilu", []),
        ("category=lift", [0]),
        ("channel=online", [0, 1]),
        ("channel=hotline", []),
        ("due_before=2026-03-10", [0]),
        ("due_before=2026-03-09", []),
        ("overdue=true", [0, 1]),
        ("overdue=false", [0, 1]),
        ("q=垃圾", [1]),
        ("q=电梯 停运", [0]),
        ("ordering=-registered_at", [1, 0]),
        ("ordering=registered_at", [0, 1]),
        ("ordering=-next_due_on", [1, 0]),
    ],
)
def test_a_list_is_filtered_and_ordered_as_asked(clerk, three, query, found):
    expected = [three[n].dispute.number for n in found]
    assert numbers(clerk.get(f"{URL}?{query}")) == expected


def test_a_list_finds_a_case_by_its_number(clerk, three):
    number = three[1].dispute.number
    assert numbers(clerk.get(URL, {"q": number.lower()})) == [number]


@pytest.mark.parametrize(
    "query",
    [
        "state=nonsense",
        "area=nowhere",
        "category=nonsense",
        "channel=x",
        "due_before=yesterday",
        "due_before=0001-01-01",
        "due_before=1900-12-31",
        "due_before=9999-12-31",
        "overdue=perhaps",
        "ordering=title",
        "cursor=x",
        "page_size=0",
        f"q={'x' * 101}",
        "q=%00",
        "area=%00",
    ],
)
def test_an_absurd_filter_is_a_400_that_names_it(clerk, three, query):
    answer = clerk.get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    if "%00" not in query:
        assert query.partition("=")[0] in answer.json()["errors"]


def test_a_list_leads_on_by_cursor(clerk, three):
    first = clerk.get(f"{URL}?page_size=1").json()
    second = clerk.get(first["next"]).json()
    assert [row["number"] for row in first["results"] + second["results"]] == [
        three[0].dispute.number,
        three[1].dispute.number,
    ]
    assert second["next"] is None
    assert clerk.get(second["previous"]).json() == first


def test_a_list_costs_the_same_for_one_row_and_for_many(
    clerk, filed, django_assert_max_num_queries
):
    filed()
    with django_assert_max_num_queries(20) as one:
        clerk.get(URL)
    for _more in range(4):
        filed()
    with django_assert_max_num_queries(len(one)):
        assert len(numbers(clerk.get(URL))) == 5


def test_a_case_shows_dates_history_and_verbs_but_no_contact(clerk, three):
    answer = clerk.get(f"{URL}{three[0].dispute.number}/")
    assert answer.status_code == 200
    case = answer.json()
    assert case["next_due_on"] == "2026-03-09"
    assert [event["name"] for event in case["events"]] == ["filed"]
    assert {"accept", "refuse", "refer"} <= set(case["verbs"])
    assert case["complaints"][0]["has_contact"] is True
    assert "13800138000" not in answer.content.decode()
    assert "张三丰" not in answer.content.decode()


def test_a_case_without_a_clock_has_no_next_date(clerk, filed, clerk_zhongyuan):
    dispute = actions.withdraw(filed().dispute, by=clerk_zhongyuan)
    case = clerk.get(f"{URL}{dispute.number}/").json()
    assert (case["next_due_on"], case["overdue"]) == (None, False)


def test_a_foreign_case_is_not_found(clerk, three):
    assert clerk.get(f"{URL}{three[2].dispute.number}/").status_code == 404
    assert clerk.get(f"{URL}PY-2026-000000-A/").status_code == 404
    assert clerk.get(f"{URL}%00/").status_code == 404


def test_the_receipts_day_is_a_shanghai_date(clerk, filed, at):
    filed(now=at(0))
    assert clerk.get(URL).json()["results"][0]["received_on"] == date(2026, 3, 2).isoformat()
