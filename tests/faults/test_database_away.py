"""PostgreSQL is killed under a running web server, and comes back."""

import pytest

from disputes.models import Complaint
from tests.faults.browsing import Browser
from tests.faults.street import COMPLAINT, FORM, WORDS, settle
from tests.faults.waiting import as_long_as_a_person

pytestmark = pytest.mark.slow_services
BROKEN = ("Traceback", "OperationalError", "psycopg")


@pytest.fixture
def web(portal):
    """The portal's web server with a street to file at; each thread holds its connection."""
    settle()
    portal.start("web")
    for _thread in range(8):
        assert Browser(portal).get("/file/").status == 200
    return portal


def test_pages_say_that_the_records_are_away_and_work_again_at_the_next_request(web):
    resident = Browser(web)
    assert resident.get("/desk/").status == 302  # to the login
    web.kill("postgres")
    for path in ("/file/", FORM, "/file/?q=huayuan"):
        assert_away(resident.get(path), "zh-hans")
        assert_away(Browser(web, Cookie="language=en").get(path), "en")
    assert resident.get("/healthz/").data["database"] == "fail"
    program = Browser(web, Accept_Language="en").send("/api/v1/complaints/", COMPLAINT)
    assert (program.status, program.data["status"]) == (503, 503)
    assert program.headers["Content-Type"] == "application/problem+json"
    assert program.headers["Retry-After"]
    web.start("postgres")
    answers = [Browser(web).get("/file/").status for _thread in range(8)]
    assert answers == [200] * 8
    assert Browser(web).send("/api/v1/complaints/", COMPLAINT).status == 201


def assert_away(answer, language):
    """Fail unless the answer is the plain page of an outage in `language`."""
    assert answer.status == 503
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["Content-Language"] == language
    assert answer.headers["Retry-After"]
    assert not any(word in answer.text for word in BROKEN)


def test_a_form_sent_meanwhile_comes_back_as_a_button_and_is_entered_once(web):
    resident = Browser(web)
    fields = resident.get(FORM).hidden()
    as_long_as_a_person()
    web.kill("postgres")
    sent = {**fields, "description": WORDS, "place": '三号楼"二单元"'}
    answer = resident.post(FORM, sent)
    assert_away(answer, "zh-hans")
    assert answer.hidden() == sent
    assert WORDS not in answer.text  # it is text here, not markup
    assert_away(resident.post(FORM, answer.hidden()), "zh-hans")
    web.start("postgres")
    assert not Complaint.objects.exists()
    for _press in range(2):
        again = resident.post(FORM, answer.hidden())
        assert (again.status, again.headers["Location"]) == (302, "/file/receipt/")
    assert [(c.description, c.place) for c in Complaint.objects.all()] == [(WORDS, sent["place"])]


def test_a_password_sent_meanwhile_is_not_repeated(web):
    web.kill("postgres")
    visitor = Browser(web)
    answer = visitor.post("/login/", {"username": "clerk", "password": "geheim-1234"})
    assert answer.status in {403, 503}
    assert "geheim-1234" not in answer.text
