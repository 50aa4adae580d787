"""The token of a page is stale or gone: the form is shown again as it was typed."""

import re
import time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from disputes.models import Category, Complaint, Message
from tests.bad_input.drafts import HERE, WORDS, hidden, sign_in
from tests.core.bases.helpers import fields_of


@pytest.fixture
def strict(clerk_zhongyuan):
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)', client.get("/login/").text)[1]
    sign_in(client, clerk_zhongyuan, csrfmiddlewaretoken=token)
    return client


def test_a_form_of_before_the_new_sign_in_is_shown_again_not_carried_out(strict, note):
    page = strict.post(note, {"text": WORDS, "csrfmiddlewaretoken": "x" * 64}, **HERE)
    assert page.status_code == 403
    assert page.context["form"]["text"].value() == WORDS
    assert not Message.objects.exists()
    again = {"text": WORDS, "csrfmiddlewaretoken": token_of(page)}
    assert strict.post(note, again, **HERE).status_code == 302


def token_of(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)', page.content.decode())[1]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_REFERER": "https://evil.example/desk/"},
        {**HERE, "HTTP_SEC_FETCH_SITE": "cross-site"},
    ],
)
def test_what_another_site_sends_is_not_even_shown(strict, note, headers):
    page = strict.post(note, {"text": WORDS, "csrfmiddlewaretoken": "x" * 64}, **headers)
    assert page.status_code == 403
    assert WORDS not in page.content.decode()


def test_a_form_that_is_gone_answers_as_ever(strict, note):
    url = note.replace("PY-", "PY-1")
    page = strict.post(url, {"text": WORDS, "csrfmiddlewaretoken": "x" * 64}, **HERE)
    assert page.status_code == 404


def test_without_session_and_token_the_sign_in_keeps_the_form(strict, clerk_zhongyuan, note):
    del strict.cookies["sessionid"], strict.cookies["csrftoken"]
    page = strict.post(note, {"text": WORDS}, **HERE)
    assert page.status_code == 401
    assert hidden(page, "draft")


@pytest.fixture
def filing(calendar, categories, area):
    return reverse("disputes:file") + "?area=hualong-zhongyuanlu&category=lift"


def test_a_resident_whose_cookie_is_gone_keeps_the_text_and_sends_again(filing):
    client = Client(enforce_csrf_checks=True)
    sent = {**fields_of(client.get(filing)), "description": WORDS}
    client.cookies.clear()
    page = client.post(filing, sent, **HERE)
    assert page.status_code == 403
    assert page.context["form"]["description"].value() == WORDS
    assert not Complaint.objects.exists()
    later = time.time() + 5
    with time_machine.travel(later, tick=True):
        again = {**fields_of(page), "description": WORDS, "csrfmiddlewaretoken": token_of(page)}
        assert client.post(filing, again, **HERE).status_code == 302
    assert Complaint.objects.get().description == WORDS


def test_a_form_shown_again_counts_as_no_filing(filing, settings):
    settings.FILINGS_PER_HOUR = 1
    client = Client(enforce_csrf_checks=True)
    for _time in range(3):
        page = client.post(filing, {"description": WORDS}, **HERE)
        assert page.status_code == 403
    assert "Too many" not in page.content.decode()
    assert Category.objects.exists()


# ------------------------------------------------------------------ a resident's pass


def test_more_information_typed_after_the_pass_has_ended_comes_back_with_the_code(filed):
    made = filed(now=None)
    number = made.complaint.number
    act = reverse("disputes:act", args=[number, "add"])
    client = Client()
    page = client.post(act, {"add-text": WORDS, "add-stamp": "x"})
    assert page.status_code == 401
    draft = hidden(page, "draft")
    sent = {"number": number, "code": made.query_code, "draft": draft}
    shown = client.post(reverse("disputes:track"), sent)
    assert shown.status_code == 200
    assert shown.context["forms"]["add"]["text"].value() == WORDS
    assert not Message.objects.exists()
    other = filed(now=None)
    sent = {"number": other.complaint.number, "code": other.query_code, "draft": draft}
    assert client.post(reverse("disputes:track"), sent).status_code == 302
