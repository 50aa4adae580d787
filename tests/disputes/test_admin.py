"""The district official in the admin: everything of the district, nothing of another."""

import pytest
from django.urls import reverse

from disputes import actions
from disputes.choices import State
from disputes.models import Complaint, Dispute

CASES = "admin:disputes_dispute_changelist"


@pytest.fixture
def case(filed):
    return filed().dispute


def test_the_official_sees_the_cases_of_the_district(client_of, officer_hualong, case):
    page = client_of(officer_hualong).get(reverse(CASES))

    assert case.number in page.text


def test_the_official_of_another_district_sees_none_and_gets_404(
    client_of, officer_puyangxian, case
):
    client = client_of(officer_puyangxian)

    assert case.number not in client.get(reverse(CASES)).text
    change = reverse("admin:disputes_dispute_change", args=[case.pk])
    assert client.get(change).status_code == 404


def test_search_finds_by_two_characters(client_of, officer_hualong, case):
    client = client_of(officer_hualong)

    assert case.number in client.get(reverse(CASES), {"q": "停运"}).text
    assert case.number not in client.get(reverse(CASES), {"q": "空调"}).text


def test_nothing_of_a_case_can_be_typed_over(client_of, officer_hualong, case):
    change = reverse("admin:disputes_dispute_change", args=[case.pk])
    client = client_of(officer_hualong)

    assert 'name="title"' not in client.get(change).text
    assert client.post(change, {"state": "closed", "title": "x"}).status_code == 403
    case.refresh_from_db()
    assert case.state == State.REGISTERED


def test_accept_is_an_admin_action_and_calls_the_verb(client_of, officer_hualong, case):
    chosen = {"action": "accept", "_selected_action": [case.pk]}

    client_of(officer_hualong).post(reverse(CASES), chosen)

    case.refresh_from_db()
    assert case.state == State.IN_PROGRESS


def test_a_step_with_particulars_opens_its_form_on_the_desk(client_of, officer_hualong, case):
    chosen = {"action": "refuse", "_selected_action": [case.pk]}

    answer = client_of(officer_hualong).post(reverse(CASES), chosen)

    assert answer["Location"] == reverse("disputes:refuse", args=[case.number])


def test_a_refused_verb_is_said_and_changes_nothing(client_of, officer_hualong, case):
    chosen = {"action": "close", "_selected_action": [case.pk]}

    page = client_of(officer_hualong).post(reverse(CASES), chosen, follow=True)

    assert "alert--warning" in page.text
    assert Dispute.objects.get().state == State.REGISTERED


def test_a_request_is_granted_by_the_district_only(
    client_of, officer_hualong, clerk_zhongyuan, case
):
    actions.accept(case, by=clerk_zhongyuan)
    request = actions.request_suspension(case, by=clerk_zhongyuan, reason="等配件")
    chosen = {"action": "grant", "_selected_action": [request.pk]}

    client_of(officer_hualong).post(reverse("admin:disputes_clockrequest_changelist"), chosen)

    assert Dispute.objects.get().state == State.SUSPENDED


def test_names_and_telephones_are_nowhere_in_the_admin(client_of, officer_hualong, case):
    complaint = Complaint.objects.get()
    client = client_of(officer_hualong)
    pages = [
        client.get(reverse("admin:disputes_complaint_change", args=[complaint.pk])),
        client.get(reverse("admin:disputes_dispute_change", args=[case.pk])),
        client.post(reverse(CASES), {"action": "export_csv", "_selected_action": [case.pk]}),
    ]

    for page in pages:
        text = b"".join(page) if page.streaming else page.content
        assert page.status_code == 200
        assert "13800138000" not in text.decode()
        assert "张三丰" not in text.decode()


def test_a_street_clerk_has_no_admin(client_of, clerk_zhongyuan, case):
    assert client_of(clerk_zhongyuan).get(reverse(CASES)).status_code in {302, 403}


def test_the_auditor_reads_and_does_nothing(client_of, auditor, case):
    page = client_of(auditor).get(reverse(CASES))

    assert case.number in page.text
    assert 'value="accept"' not in page.text


def test_the_list_costs_the_same_for_one_case_and_for_twenty(
    client_of, officer_hualong, filed, django_assert_max_num_queries
):
    client = client_of(officer_hualong)
    filed()
    client.get(reverse(CASES))
    with django_assert_max_num_queries(100) as one:
        client.get(reverse(CASES))
    for _ in range(19):
        filed()
    with django_assert_max_num_queries(len(one)):
        client.get(reverse(CASES))


def test_the_list_leads_to_the_import_of_work_orders(client_of, officer_hualong, auditor, case):
    link = reverse("desk:import_upload")

    assert link in client_of(officer_hualong).get(reverse(CASES)).text
    assert link not in client_of(auditor).get(reverse(CASES)).text


def test_the_history_page_tells_events_states_and_changes_in_words(
    client_of, officer_hualong, clerk_zhongyuan, case
):
    actions.accept(case, by=clerk_zhongyuan)

    page = client_of(officer_hualong).get(reverse("admin:disputes_dispute_history", args=[case.pk]))

    told = [(event.title, event.move) for event in page.context["events"]]
    assert told == [("投诉已登记", "已登记"), ("已受理", "已登记 → 办理中")]
    assert "registered" not in page.text.partition("<tbody>")[2]
