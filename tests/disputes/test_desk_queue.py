"""The work list of the desk: what is due first, tabs, search, pages, export."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from disputes.choices import State
from disputes.models.dispute import NO_DATE
from disputes.queues import QUEUES
from puyang_property.core.models.secrecy import ReadLog
from tests.cast import log_in
from tests.disputes.desk import accepted, case, done, replied, send
from tests.factories.disputes import (
    ClockRequestFactory,
    ComplaintFactory,
    DisputeFactory,
    MediationFactory,
)

__all__ = ["accepted", "case", "replied"]
QUEUE = "/desk/disputes/"


@pytest.fixture
def jingdong(area):
    return area("hualong-zhongyuanlu-jingdong")


def text_of(user, **query):
    answer = log_in(user).get(QUEUE, query)
    assert answer.status_code == 200
    return answer.content.decode()


def numbers_on(user, **query):
    """Return the numbers on the page, in order."""
    answer = log_in(user).get(QUEUE, query)
    assert answer.status_code == 200
    return [dispute.number for dispute in answer.context["object_list"]]


def test_a_row_shows_what_a_clerk_has_to_know(accepted, clerk_zhongyuan):
    page = text_of(clerk_zhongyuan, tab="open")
    for words in (
        accepted.number,
        accepted.title,
        accepted.get_state_display(),
        str(accepted.category),
        str(accepted.responsible_post),
        clerk_zhongyuan.display_name,
    ):
        assert words in page


def test_what_is_due_first_comes_first_and_what_has_no_date_last(jingdong, clerk_zhongyuan):
    today = timezone.localdate()
    later = DisputeFactory(area=jingdong, next_due_on=today + timedelta(days=3))
    never = DisputeFactory(area=jingdong, next_due_on=NO_DATE)
    late = DisputeFactory(area=jingdong, overdue=True)
    shown = numbers_on(clerk_zhongyuan, tab="open")
    assert shown == [late.number, later.number, never.number]
    page = text_of(clerk_zhongyuan, tab="open")
    assert "9999" not in page
    assert "is-late" in page


def test_another_street_and_another_district_stay_out(jingdong, clerk_shengli, officer_puyangxian):
    DisputeFactory(area=jingdong)
    assert numbers_on(clerk_shengli, tab="all") == []
    assert numbers_on(officer_puyangxian, tab="all") == []


def test_the_district_sees_its_streets(jingdong, officer_hualong):
    dispute = DisputeFactory(area=jingdong)
    assert numbers_on(officer_hualong, tab="open") == [dispute.number]


def test_who_looks_after_logins_has_no_list(administrator, stranger):
    assert log_in(administrator).get(QUEUE).status_code == 403
    assert log_in(stranger).get(QUEUE).status_code == 403


def test_every_work_list_shows_its_cases_and_no_others(
    jingdong, officer_hualong, clerk_zhongyuan, area
):
    own = officer_hualong.current_posts[0]
    made = {
        "mine": DisputeFactory(area=jingdong, accepted=True, responsible_post=own),
        "today": DisputeFactory(area=jingdong, accepted=True, next_due_on=timezone.localdate()),
        "overdue": DisputeFactory(area=jingdong, accepted=True, overdue=True),
        "deciding": DisputeFactory(area=jingdong),
        "mediation": MediationFactory(dispute__area=jingdong).dispute,
        "visit": ComplaintFactory(dispute__area=jingdong, dispute__replied=True).dispute,
        "dissatisfied": ComplaintFactory(
            dispute__area=jingdong,
            dispute__replied=True,
            solved="no",
            satisfied="no",
            answered_at=timezone.now(),
        ).dispute,
        "requests": ClockRequestFactory(dispute__area=jingdong).dispute,
        "closed": DisputeFactory(area=jingdong, closed=True),
    }
    made["vacant"] = DisputeFactory(area=jingdong, accepted=True, responsible_post=None)
    for dispute in made.values():
        if dispute is not made["vacant"] and dispute is not made["mine"]:
            dispute.responsible_post = clerk_zhongyuan.current_posts[0]
            dispute.save()
    for slug in set(made) - {"deciding"}:
        assert numbers_on(officer_hualong, tab=slug) == [made[slug].number], slug
    assert numbers_on(officer_hualong, tab="deciding") == [made["deciding"].number]
    handled = {made[slug].number for slug in ("mine", "today", "overdue", "requests", "vacant")}
    assert set(numbers_on(officer_hualong, tab="handling")) == handled
    assert len(numbers_on(officer_hualong, tab="open")) == len(made) - 1
    assert len(numbers_on(officer_hualong, tab="all")) == len(made)


def test_requests_are_a_list_of_the_district_only(officer_hualong, clerk_zhongyuan):
    assert "tab=requests" in text_of(officer_hualong)
    assert "tab=requests" not in text_of(clerk_zhongyuan)


def test_a_mediator_finds_the_own_mediations(jingdong, mediator_zhongyuan):
    mine = MediationFactory(dispute__area=jingdong, mediator=mediator_zhongyuan).dispute
    MediationFactory(dispute__area=jingdong)
    assert numbers_on(mediator_zhongyuan) == [mine.number]


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.slug)
def test_an_empty_list_says_what_to_do(queue, officer_hualong):
    page = text_of(officer_hualong, tab=queue.slug)
    assert 'class="empty"' in page
    assert "button" in page.split('class="empty"')[1]


@pytest.mark.parametrize("words", ["停运", "电梯 老人", "电梯"])
def test_two_characters_find_the_case(words, case, filed, clerk_zhongyuan):
    filed(now=None, description="楼上漏水，天花板发霉。")
    assert numbers_on(clerk_zhongyuan, tab="all", q=words) == [case.number]


def test_a_number_finds_its_case(case, filed, clerk_zhongyuan):
    filed(now=None)
    assert numbers_on(clerk_zhongyuan, tab="all", q=case.number.lower()) == [case.number]


def test_filters_combine(case, filed, clerk_zhongyuan):
    filed(now=None, category="noise")
    given = {"tab": "open", "category": "lift", "channel": "online", "state": "registered"}
    assert numbers_on(clerk_zhongyuan, **given) == [case.number]
    assert numbers_on(clerk_zhongyuan, **{**given, "state": "closed"}) == []


@pytest.mark.parametrize(
    "query",
    [
        {"category": "nothing"},
        {"area": "nowhere"},
        {"due_before": "yesterday"},
        {"state": "x"},
        {"cursor": "x"},
        {"tab": "x"},
        {"ordering": "x"},
    ],
)
def test_bad_input_is_no_fault_of_the_server(query, case, clerk_zhongyuan):
    assert log_in(clerk_zhongyuan).get(QUEUE, query).status_code == 200


def test_the_next_page_goes_on_where_the_first_ended(jingdong, clerk_zhongyuan):
    for _each in range(53):
        DisputeFactory(area=jingdong, next_due_on=timezone.localdate())
    client = log_in(clerk_zhongyuan)
    first = client.get(QUEUE, {"tab": "open"})
    following = client.get(QUEUE + first.context["page"].next_url)
    shown = [*first.context["object_list"], *following.context["object_list"]]
    assert len({dispute.number for dispute in shown}) == len(shown) == 53


def test_an_export_holds_no_personal_data_and_is_logged(case, clerk_zhongyuan):
    answer = log_in(clerk_zhongyuan).get(QUEUE, {"tab": "open", "export": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert case.number in text
    assert "张" not in text
    assert "13800138000" not in text
    assert case.title not in text
    assert ReadLog.objects.get().rows == 1


def test_without_the_right_there_is_no_export(case, worker_jingdong):
    assert "export=csv" not in text_of(worker_jingdong, tab="open")
    answer = log_in(worker_jingdong).get(QUEUE, {"tab": "open", "export": "csv"})
    assert answer.status_code == 403
    assert not ReadLog.objects.exists()


def queries_of(client):
    client.get(QUEUE, {"tab": "open"})
    with CaptureQueriesContext(connection) as queries:
        client.get(QUEUE, {"tab": "open"})
    return len(queries)


def test_twenty_rows_cost_no_more_queries_than_one(jingdong, clerk_zhongyuan, area):
    client = log_in(clerk_zhongyuan)
    DisputeFactory(area=jingdong, accepted=True)
    one = queries_of(client)
    for _each in range(19):
        DisputeFactory(area=jingdong, accepted=True)
    assert queries_of(client) == one


def test_a_closed_case_is_found_in_the_list_of_the_ended(replied, worker_jingdong, officer_hualong):
    complaint = replied.complaints.get()
    happy = {"result": "reached", "solved": "yes", "satisfied": "yes"}
    done(send(worker_jingdong, replied, "visit", complaint=complaint.pk, **happy))
    done(send(officer_hualong, replied, "close"))
    assert numbers_on(officer_hualong, tab="closed") == [replied.number]
    replied.refresh_from_db()
    assert replied.state == State.CLOSED
