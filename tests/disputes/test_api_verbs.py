"""The verbs by API: the same actions, the same refusals, as statuses."""

import threading

import pytest
from django.db import connection

from disputes import actions, workflow
from disputes.choices import State
from puyang_property.core import history

URL = "/api/v1/disputes/"
EVERY = [step.slug for step in workflow.WORKFLOW.transitions]


@pytest.fixture
def clerk(api_client_of, clerk_zhongyuan):
    return api_client_of(clerk_zhongyuan)


@pytest.fixture
def officer(api_client_of, officer_hualong):
    return api_client_of(officer_hualong)


@pytest.fixture
def mediator(api_client_of, mediator_zhongyuan):
    return api_client_of(mediator_zhongyuan)


@pytest.fixture
def dispute(filed):
    return filed().dispute


def do(client, dispute, verb, **body):
    return client.post(f"{URL}{dispute.number}/{verb}/", body, format="json")


def state_after(answer):
    assert answer.status_code == 200, answer.json()
    return answer.json()["state"]


def test_a_case_goes_its_way_by_api(clerk, officer, mediator, dispute, mediator_zhongyuan):
    assert state_after(do(clerk, dispute, "accept")) == State.IN_PROGRESS
    parties = [
        {"role": "owner", "name": "业主李", "consent": "given"},
        {"role": "company", "name": "某物业", "consent": "given", "phone": "0393-4412345"},
    ]
    started = do(
        clerk, dispute, "start_mediation", mediator=mediator_zhongyuan.username, parties=parties
    )
    assert state_after(started) == State.IN_MEDIATION
    sides = started.json()["mediations"][0]["parties"]
    agreed = do(
        mediator,
        dispute,
        "agree",
        form="written",
        facts="电梯停运，物业负责修复。",
        clauses=[{"performer": sides[1]["id"], "text": "修好电梯", "due_on": "2199-01-31"}],
    )
    assert state_after(agreed) == State.AGREED
    replied = do(clerk, dispute, "reply", text="电梯已修好。", result="solved")
    assert state_after(replied) == State.REPLIED
    complaint = dispute.complaints.get()
    actions.answer(
        complaint, by=actions.resident.resident_of(complaint), solved="yes", satisfied="yes"
    )
    assert state_after(do(officer, dispute, "close")) == State.CLOSED
    names = list(history.of(dispute).values_list("name", flat=True))
    assert names[-1] == "closed"


@pytest.mark.parametrize(
    ("verb", "body", "state"),
    [
        ("refuse", {"reason": "in_court", "note": "请向法院咨询。"}, State.REFUSED),
        ("withdraw", {}, State.WITHDRAWN),
    ],
)
def test_a_case_may_end_early(clerk, dispute, verb, body, state):
    assert state_after(do(clerk, dispute, verb, **body)) == state


def test_a_case_is_referred_and_sent_back(
    clerk, dispute, api_client_of, clerk_shengli, clerk_zhongyuan
):
    post = clerk_shengli.current_posts[0]
    referred = do(clerk, dispute, "refer", to_post=post.pk, reason="属该街道管理。")
    assert state_after(referred) == State.REFERRED
    other = api_client_of(clerk_shengli)
    assert state_after(do(other, dispute, "send_back", reason="不在本辖区。")) == State.REGISTERED


def test_a_clock_is_stopped_and_started_by_the_district(clerk, officer, dispute):
    do(clerk, dispute, "accept")
    assert state_after(do(officer, dispute, "suspend", reason="等待鉴定")) == State.SUSPENDED
    assert state_after(do(officer, dispute, "resume")) == State.IN_PROGRESS


def test_two_cases_are_joined(clerk, filed):
    one, other = filed().dispute, filed().dispute
    assert state_after(do(clerk, one, "merge", into=other.number)) == State.MERGED
    assert other.complaints.count() == 2


@pytest.mark.parametrize("verb", EVERY)
def test_every_transition_is_a_verb_that_asks_for_a_token(client, dispute, verb):
    assert client.post(f"{URL}{dispute.number}/{verb}/").status_code == 401


@pytest.mark.parametrize("verb", EVERY)
def test_every_verb_is_hidden_in_a_foreign_district_and_forbidden_to_an_auditor(
    dispute, api_client_of, officer_puyangxian, auditor, verb
):
    holds = officer_puyangxian.has_perm(workflow.WORKFLOW[verb].permission)
    foreign = do(api_client_of(officer_puyangxian), dispute, verb)
    assert foreign.status_code == (404 if holds else 403)
    assert do(api_client_of(auditor), dispute, verb).status_code == 403
    dispute.refresh_from_db()
    assert dispute.state == State.REGISTERED


def test_what_is_not_possible_now_is_a_409_with_words(clerk, dispute):
    do(clerk, dispute, "accept")
    answer = do(clerk, dispute, "accept")
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("refuse", {"reason": "nonsense", "note": "x"}, "reason"),
        ("refuse", {"reason": "in_court"}, "note"),
        ("refuse", {"reason": "in_court", "note": " "}, "note"),
        ("refer", {"to_post": 10**30, "reason": "x"}, "to_post"),
        ("refer", {"to_post": "x", "reason": "x"}, "to_post"),
        ("refer", {"to_post": None, "reason": "x"}, "to_post"),
        ("merge", {"into": "PY-2026-000000-A"}, "into"),
        ("merge", {"into": "\x00"}, "into"),
        ("merge", {"into": {}}, "into"),
        ("accept", {"note": "a\x00"}, "note"),
        ("accept", {"note": "x" * 4001}, "note"),
        ("accept", {"note": ["x"]}, "note"),
    ],
)
def test_a_shape_that_is_wrong_is_a_400_at_its_field(clerk, dispute, verb, body, field):
    answer = do(clerk, dispute, verb, **body)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"mediator": "nobody", "parties": []}, "mediator"),
        ({"mediator": "clerk_shengli", "parties": []}, "mediator"),
        ({"parties": "x"}, "parties"),
        ({"parties": [{"role": "owner"}]}, "parties"),
        ({"parties": [{"role": "king", "name": "x"}]}, "parties"),
        ({"parties": [{"role": "owner", "name": "x", "phone": "1"}]}, "parties"),
    ],
)
def test_a_mediation_is_asked_for_in_shape(clerk, dispute, clerk_shengli, body, field):
    do(clerk, dispute, "accept")
    answer = do(clerk, dispute, "start_mediation", **body)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]


@pytest.mark.parametrize("day", ["0001-01-01", "1900-12-31", "2200-01-01", "x", 5, None])
def test_an_absurd_day_is_a_400(mediator, dispute, day):
    body = {"form": "written", "facts": "x", "clauses": [], "effective_on": day}
    assert "effective_on" in do(mediator, dispute, "agree", **body).json()["errors"]


def test_a_reply_of_its_own_names_a_complaint_of_this_case(clerk, dispute, filed):
    do(clerk, dispute, "accept")
    own = {"text": "已修好。", "result": "solved"}
    foreign = {filed().complaint.number: "x"}
    answer = do(clerk, dispute, "reply", **own, texts=foreign)
    assert "texts" in answer.json()["errors"]
    number = dispute.complaints.get().number
    assert state_after(do(clerk, dispute, "reply", **own, texts={number: "单独答复"})) == "replied"
    assert dispute.complaints.get().reply == "单独答复"


@pytest.mark.parametrize("verb", ["nonsense", "file", "assign", "%00"])
def test_what_is_no_transition_is_not_found(clerk, dispute, verb):
    answer = clerk.post(f"{URL}{dispute.number}/{verb}/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_verb_is_a_post(clerk, dispute):
    assert clerk.get(f"{URL}{dispute.number}/accept/").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_make_one_acceptance(api_client_of, clerk_zhongyuan, dispute):
    ready, answers = threading.Barrier(2), []
    clients = [api_client_of(clerk_zhongyuan), api_client_of(clerk_zhongyuan)]

    def accept(client):
        try:
            ready.wait(10)
            answers.append(do(client, dispute, "accept").status_code)
        finally:
            connection.close()

    both = [threading.Thread(target=accept, args=[client]) for client in clients]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(30)
    assert sorted(answers) == [200, 409]
    assert history.of(dispute).filter(name="accepted").count() == 1
