"""The page of figures: who sees it, its spans, its links, its file."""

import re
from datetime import date
from html import unescape
from io import BytesIO
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.utils import timezone
from openpyxl import load_workbook

from disputes import figures
from disputes.choices import State
from disputes.forms.desk_figures import SpanForm
from puyang_property.core import spans
from puyang_property.core.models.secrecy import ReadLog
from tests.cast import log_in
from tests.factories.core_clock import DeadlineFactory
from tests.factories.disputes import ComplaintFactory, DisputeFactory

FIGURES = "/desk/disputes/figures/"
LINK = re.compile(r'href="(/desk/disputes/[^"]*figure=[^"]*)"')


@pytest.fixture
def jingdong(area):
    return area("hualong-zhongyuanlu-jingdong")


@pytest.fixture
def cases(jingdong, area):
    """A few cases in two streets: one late last month, one closed with an answer, one refused."""
    last = spans.last_month(timezone.localdate())
    late = ComplaintFactory(dispute__area=jingdong, dispute__received_on=last.first).dispute
    DeadlineFactory(subject=late, started_on=last.first, due_on=last.last)
    now = timezone.now()
    ComplaintFactory(
        dispute__area=area("hualong-shenglilu-jinlianhua"),
        dispute__closed=True,
        solved="yes",
        satisfied="neutral",
        answered_at=now,
    )
    DisputeFactory(area=jingdong, state=State.REFUSED, refusal_reason="in_court", closed_at=now)
    return late


def page(user, **asked):
    answer = log_in(user).get(FIGURES, asked)
    assert answer.status_code == 200
    return answer


def text_of(answer):
    """Return the page, also when it comes in pieces."""
    return answer.getvalue().decode() if answer.streaming else answer.text


def test_every_link_of_the_table_leads_to_as_many_rows_as_its_number(cases, officer_hualong):
    client = log_in(officer_hualong)
    seen = set()
    for period in spans.NAMED:
        text = text_of(page(officer_hualong, period=period))
        for url in map(unescape, LINK.findall(text)):
            answer = client.get(url)
            number = len(answer.context["object_list"])
            assert answer.context["counted"]["number"] == number > 0
            assert re.search(rf'href="{re.escape(url).replace("&", "&amp;")}">{number}</a>', text)
            seen.add(answer.context["counted"]["figure"].slug)
    assert {"received", "overdue_in_period", "closed", "visited", "solved", "refused"} <= seen


def test_last_months_overdue_case_of_a_street_is_found(cases, officer_hualong, area):
    lines = page(officer_hualong, period="last_month").context["lines"]
    (cells,) = [cells for line, cells in lines if line.area == area("hualong-zhongyuanlu")]
    (cell,) = [cell for cell in cells if cell.figure.slug == "overdue_in_period"]
    answer = log_in(officer_hualong).get(cell.url)
    assert [dispute.id for dispute in answer.context["object_list"]] == [cases.pk]


def test_a_street_sees_its_communities_and_nothing_of_another(cases, clerk_zhongyuan, area):
    shown = page(clerk_zhongyuan).context["lines"]
    assert {line.area.parent_id for line, _cells in shown} == {area("hualong-zhongyuanlu").pk}
    other = log_in(clerk_zhongyuan).get(FIGURES, {"area": "hualong-shenglilu"})
    assert other.status_code == 404


def test_the_district_goes_down_to_a_street_and_up_again(cases, officer_hualong):
    answer = page(officer_hualong, area="hualong-zhongyuanlu", period="last_year")
    assert "area=hualong&amp;period=last_year" in text_of(answer).replace(
        "period=last_year&amp;area=hualong", "area=hualong&amp;period=last_year"
    )
    assert [above.key for above in answer.context["above"]] == ["hualong"]


def test_a_long_period_shows_its_page_before_it_is_counted(cases, officer_hualong, monkeypatch):
    asked = {"since": "2020-01-01", "until": timezone.localdate().isoformat()}
    head, table, tail = page(officer_hualong, **asked).streaming_content
    assert "正在统计" in head.decode()
    assert "<table" not in head.decode()
    assert LINK.search(table.decode())
    assert tail.decode().rstrip().endswith("</html>")
    foreign = {**asked, "area": "puyangxian"}
    assert log_in(officer_hualong).get(FIGURES, foreign).status_code == 404
    monkeypatch.setattr("disputes.figure_table.table", Mock(side_effect=OperationalError))
    _head, failed, tail = page(officer_hualong, **asked).streaming_content
    assert "alert--error" in failed.decode()
    assert "</html>" in tail.decode()


def test_an_empty_span_says_what_to_do(area, officer_hualong):
    text = page(officer_hualong, since="2001-01-01", until="2001-01-31").content.decode()
    assert 'class="empty"' in text
    assert "period=this_year" in text


@pytest.mark.parametrize(
    "typed",
    [
        {"since": "2026-10-01"},
        {"until": "2026-10-01"},
        {"since": "2026-10-31", "until": "2026-10-01"},
        {"since": "gestern", "until": "2026-10-01"},
        {"since": "2026-10-01", "until": "9999-12-31"},
        {"since": "0001-01-01", "until": "2026-01-01"},
    ],
    ids=str,
)
def test_days_that_make_no_span_are_told_and_kept_in_the_form(typed, area, officer_hualong):
    answer = page(officer_hualong, **typed)
    assert answer.context["days"].errors
    assert answer.context["span"] == spans.this_month(timezone.localdate())
    listed = log_in(officer_hualong).get("/desk/disputes/", {"figure": "closed", **typed})
    assert list(listed.context["object_list"]) == []


def test_a_figure_of_complaints_lists_no_cases_and_the_other_way_round(cases, officer_hualong):
    client = log_in(officer_hualong)
    wrong = client.get("/desk/disputes/", {"figure": "complaints"})
    assert list(wrong.context["object_list"]) == []
    wrong = client.get(f"{FIGURES}complaints/", {"figure": "received"})
    assert list(wrong.context["object_list"]) == []


def test_the_list_keeps_its_number_through_a_search_and_names_it(cases, officer_hualong):
    asked = {"figure": "overdue_in_period", "period": "last_month", "area": "hualong-zhongyuanlu"}
    text = log_in(officer_hualong).get("/desk/disputes/", asked).content.decode()
    for name, value in asked.items():
        assert f'value="{value}"' in text, name
    assert str(figures.BY_SLUG["overdue_in_period"].meaning) in text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_table_is_exported_with_sum_and_shares_and_written_down(
    kind, cases, officer_hualong, area
):
    answer = log_in(officer_hualong).get(FIGURES, {"period": "this_month", "export": kind})
    rows = read(kind, answer.content)
    assert len(rows[0]) == 1 + len(figures.FIGURES) + len(figures.SHARES)
    shown = page(officer_hualong, period="this_month").context
    assert len(rows) == 1 + len(shown["lines"]) + 1
    total = dict(zip(rows[0], rows[-1], strict=True))
    label = str(figures.BY_SLUG["satisfied"].label)
    assert (str(total[label]), str(total[f"{label} %"])) == ("0", "0")
    assert str(total[str(figures.BY_SLUG["solved"].label) + " %"]) == "100"
    assert ReadLog.objects.filter(user=officer_hualong).count() == 1


def read(kind, content):
    if kind == "xlsx":
        return [list(row) for row in load_workbook(BytesIO(content)).active.values]
    return [line.split(",") for line in content.decode("utf-8-sig").splitlines()]


def test_spans_are_whole_months_and_years_whatever_the_day():
    assert spans.this_month(date(2024, 2, 29)) == spans.Span(date(2024, 2, 1), date(2024, 2, 29))
    assert spans.last_month(date(2026, 1, 31)) == spans.Span(date(2025, 12, 1), date(2025, 12, 31))
    assert spans.last_month(date(2026, 3, 31)) == spans.Span(date(2026, 2, 1), date(2026, 2, 28))
    assert spans.this_year(date(2026, 7, 1)) == spans.Span(date(2026, 1, 1), date(2026, 12, 31))
    assert spans.last_year(date(2026, 7, 1)) == spans.Span(date(2025, 1, 1), date(2025, 12, 31))


def test_a_name_no_one_knows_is_this_month():
    assert SpanForm({"period": "next_week"}).span == spans.this_month(timezone.localdate())
