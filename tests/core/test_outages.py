"""The last answer: what it tells people and programs, and what it hands back of a form."""

import errno

import pytest
from django.core.exceptions import TooManyFieldsSent
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InterfaceError, OperationalError

from puyang_property.core import outages
from puyang_property.core.middleware import MACHINE_PATHS

AWAY, FULL = OperationalError("gone"), OSError(errno.ENOSPC, "No space left on device")


def answer_to(request, error):
    try:
        raise error
    except type(error):
        return outages.server_error(request)


def caused_by(cause):
    error = RuntimeError("while drawing")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (AWAY, "database"),
        (InterfaceError("closed"), "database"),
        (IntegrityError("twice"), ""),
        (FULL, "disk"),
        (OSError(errno.EACCES, "denied"), ""),
        (caused_by(FULL), "disk"),
        (caused_by(AWAY), "database"),
        (caused_by(None), ""),
        (None, ""),
    ],
)
def test_what_failed_in_the_end_is_found(error, outage):
    assert outages.outage_of(error) == outage


def test_a_full_disk_gives_the_form_back_and_asks_to_try_again(rf):
    request = rf.post("/file/", {"text": ["电梯坏了", "再说"]})
    answer = answer_to(request, FULL)
    assert (answer.status_code, answer["Retry-After"]) == (503, str(outages.RETRY_AFTER))
    assert (answer["Content-Language"], answer["Cache-Control"]) == ("zh-hans", "no-store")
    page = answer.content.decode()
    assert "电梯坏了" in page
    assert "再说" in page


def test_the_language_of_the_cookie_is_spoken(rf, settings):
    request = rf.get("/")
    request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert answer_to(request, AWAY)["Content-Language"] == "en"


def test_passwords_are_not_handed_back(rf):
    request = rf.post("/sign-in/", {"username": "liujianhua", "password": "geheim-17"})
    page = answer_to(request, AWAY).content.decode()
    assert "geheim-17" not in page
    assert "liujianhua" not in page


def test_photos_are_told_to_be_added_again(rf):
    photo = SimpleUploadedFile("a.jpg", b"x")
    assert outages._sent(rf.post("/file/", {"text": "a", "photo": photo})) == {
        "fields": [("text", "a")],
        "photos": True,
    }


def test_a_body_that_cannot_be_read_gives_nothing_back(rf, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    request = rf.post("/file/", "a=1&b=2", content_type="application/x-www-form-urlencoded")
    with pytest.raises(TooManyFieldsSent):
        request.POST  # noqa: B018 reading it is what fails
    request = rf.post("/file/", "a=1&b=2", content_type="application/x-www-form-urlencoded")
    assert outages._sent(request) == {"fields": [], "photos": False}


@pytest.mark.parametrize(("error", "status"), [(AWAY, 503), (RuntimeError("boom"), 500)])
def test_programs_are_told_in_json_and_in_the_language_they_ask_for(rf, error, status):
    request = rf.get(f"{MACHINE_PATHS[0]}cases/", HTTP_ACCEPT_LANGUAGE="en")
    answer = answer_to(request, error)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer["Content-Language"] == "en"
    assert ("Retry-After" in answer) == (status == 503)
    assert f'"status": {status}' in answer.content.decode()
    assert "boom" not in answer.content.decode()


def test_a_fault_of_ours_asks_nobody_to_send_again(rf):
    answer = answer_to(rf.post("/file/", {"text": "电梯坏了"}), RuntimeError("boom"))
    assert answer.status_code == 500
    assert "Retry-After" not in answer
    assert "电梯坏了" not in answer.content.decode()
