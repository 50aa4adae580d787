"""The page of a verb: refusals on the form, a second click without a second action."""

import threading

import pytest
from django.db import connection

from puyang_property.core import history
from tests.core.bases import site
from tests.core.bases.helpers import fields_of

RENAME = "/areas/hualong-zhongyuanlu/rename/"


def test_a_verb_runs_its_action_and_goes_on(officer, street):
    token = fields_of(officer.get(RENAME))["once_key"]
    answer = officer.post(RENAME, {"name": "新名", "once_key": token})
    assert (answer.status_code, answer.url) == (302, "/after/")
    assert site.runs == ["新名"]
    assert history.of(street).get().name == "renamed"


def test_a_second_click_runs_no_action_and_leads_to_the_same_page(officer, street):
    sent = {"name": "新名", "once_key": fields_of(officer.get(RENAME))["once_key"]}
    first, second = officer.post(RENAME, sent), officer.post(RENAME, sent)
    assert (second.status_code, second.url) == (first.status_code, first.url)
    assert site.runs == ["新名"]


def test_without_a_key_each_post_counts(officer):
    officer.post(RENAME, {"name": "一"})
    officer.post(RENAME, {"name": "一"})
    assert site.runs == ["一", "一"]


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("", 422, "name"),
        ("refused", 409, "Not today."),
        ("refused-name", 409, "Not this name."),
        ("invalid", 422, "Taken."),
        ("invalid", 422, "Missing."),
        ("twice", 409, "刚刚有人保存了相同内容"),
    ],
)
def test_a_refusal_stands_on_the_form_with_what_was_typed(officer, street, name, status, words):
    answer = officer.post(RENAME, {"name": name})
    assert answer.status_code == status
    assert words in answer.content.decode()
    if name:
        assert fields_of(answer)["name"] == name
    assert not history.of(street).exists()


def test_a_verb_that_was_refused_may_be_sent_again_corrected(officer):
    token = fields_of(officer.get(RENAME))["once_key"]
    assert officer.post(RENAME, {"name": "refused", "once_key": token}).status_code == 409
    assert officer.post(RENAME, {"name": "新名", "once_key": token}).status_code == 302


def test_a_verb_on_a_foreign_row_is_not_found_and_without_the_role_forbidden(
    officer, client_of, clerk_zhongyuan
):
    assert officer.post("/areas/puyangxian-chengguan/rename/", {"name": "x"}).status_code == 404
    assert officer.post("/areas/%00/rename/", {"name": "x"}).status_code == 404
    assert client_of(clerk_zhongyuan).post(RENAME, {"name": "x"}).status_code == 403
    assert officer.post(RENAME, {"name": "forbidden"}).status_code == 403
    assert site.runs == ["forbidden"]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_run_one_action(client_of, officer_hualong, street):
    sent = {"name": "新名", "once_key": "0f3c2b44-6a39-4d0c-9a53-9d1f0f6c1f1a"}
    ready, answers = threading.Barrier(2), []
    clients = [client_of(officer_hualong), client_of(officer_hualong)]

    def click(client):
        try:
            ready.wait(10)
            answers.append(client.post(RENAME, sent).status_code)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click, args=[client]) for client in clients]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join(30)
    assert answers == [302, 302]
    assert history.of(street).count() == 1
