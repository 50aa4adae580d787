"""Bodies of the wrong size, shape, type and coding: an answer in words, never a fault."""

import json
from datetime import date

import pytest
from django import forms
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import gettext, override
from rest_framework.test import APIClient

from disputes.models import Complaint
from puyang_property.core import bodies
from puyang_property.core.forms import PortalFormMixin, sensible_day
from tests.bad_input.hostile import form_fields, ours
from tests.cast import log_in

URL = "/api/v1/complaints/"
PROBLEM = "application/problem+json"
JSON = "application/json"


@pytest.fixture(autouse=True)
def _ready(calendar, categories, areas, clerk_zhongyuan):
    pass


def program(body, kind=JSON, **headers):
    return APIClient().generic("POST", URL, body, kind, headers=headers)


def refused(answer, *statuses):
    assert answer.status_code in statuses, answer.content[:400]
    assert answer["Content-Type"] == PROBLEM
    assert answer.json()["status"] == answer.status_code
    assert not Complaint.objects.exists()
    return answer.json()


# ------------------------------------------------------------------ too much


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_program_that_sends_too_much_is_told_413_in_its_language(language, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = json.dumps({"description": "很" * 1000})
    told = refused(program(body, **{"Accept-Language": language}), 413)
    with override(language):
        assert told["title"] == gettext("Too large")
    assert "1000" in told["detail"]


def test_a_form_that_is_too_large_answers_413_as_a_page(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = Client().post("/track/", {"number": "x" * 2000, "code": "y"})
    assert answer.status_code == 413
    assert "<h1>" in answer.content.decode()


def test_a_form_with_too_many_words_among_its_files_answers_413(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = program(_multipart({"description": "很" * 1000}), MULTIPART)
    refused(answer, 413)
    page = Client().generic("POST", "/track/", _multipart({"number": "很" * 1000}), MULTIPART)
    assert page.status_code == 413


def test_more_bytes_than_all_photos_are_not_read(monkeypatch):
    monkeypatch.setattr(bodies, "FILES_LIMIT", 1000)
    refused(program(_multipart({"description": "x" * 2000}), MULTIPART), 413)


@pytest.mark.parametrize(
    ("length", "status"),
    [("1" * 400, 413), ("999999999999", 413), ("-5", 200), ("x", 200), ("٣", 200), ("", 200)],
)
def test_a_length_that_is_no_number_is_no_fault(rf, length, status):
    request = rf.get("/api/v1/complaints/")
    request.META["CONTENT_LENGTH"] = length
    ask = bodies.BodyLimitMiddleware(lambda request: HttpResponse())
    assert ask(request).status_code == status


def test_too_many_files_and_fields_are_refused_in_words(settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    answer = program(_multipart({f"f{number}": "1" for number in range(9)}), MULTIPART)
    refused(answer, 400)
    assert Client().post("/track/", {f"f{n}": "1" for n in range(9)}).status_code == 400


MULTIPART = "multipart/form-data; boundary=b"


def _multipart(fields):
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return "".join([*parts, "--b--\r\n"]).encode()


# ------------------------------------------------------------------ odd shapes


DEEP = 50_000
SHAPES = {
    "deep list": "[" * DEEP + "]" * DEEP,
    "deep object": '{"a":' * DEEP + "1" + "}" * DEEP,
    "deep in a field": '{"description":' + "[" * DEEP + "]" * DEEP + "}",
    "deep beside": '{"x":' + "[" * 400 + "]" * 400 + "}",
    "list": "[]",
    "number of 5,000 digits": '{"community":' + "9" * 5000 + "}",
    "infinite": '{"community": 1e999}',
    "text": '"text"',
    "nothing": "null",
    "half": '{"description": "a',
    "twice": "{}{}",
    "nul": "\x00",
    "all of a wrong kind": json.dumps(
        {
            "area": [1],
            "category": {"a": 1},
            "description": ["a"],
            "place": {"a": 1},
            "contact_name": 1.5,
            "contact_phone": True,
            "allow_company_contact": [],
            "photos": "x",
        }
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_json_of_a_wrong_shape_is_refused_in_words(shape):
    told = refused(program(SHAPES[shape]), 400)
    assert told["detail"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_json_for_a_verb_of_staff_is_refused_as_well(
    language, api_client_of, clerk_zhongyuan, case
):
    url = f"/api/v1/disputes/{case.number}/reply/"
    client = api_client_of(clerk_zhongyuan)
    for shape in SHAPES.values():
        headers = {"Accept-Language": language}
        answer = client.generic("POST", url, shape, JSON, headers=headers)
        assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


@pytest.mark.parametrize(
    ("kind", "body", "statuses"),
    [
        ("text/plain", b"{}", {415}),
        ("application/xml", b"<a/>", {415}),
        ("application/x-www-form-urlencoded", b"description=a", {415}),
        ("multipart/form-data", b"--b--", {400}),
        ("multipart/form-data; boundary=b", b"no boundary here", {400}),
        ("multipart/form-data; boundary=" + "b" * 500, b"", {400}),
        ("application/json; charset=klingon", b"{}", {400, 415}),
        ("application/json; charset=utf-16", "{}".encode("utf-16"), {400, 415}),
        ("application/json", b'{"description": "\xff\xfe"}', {400}),
        ("application/json", "\ufeff{}".encode(), {400}),
        ("", b"{}", {400, 415}),
        ("nonsense", b"{}", {400, 415}),
    ],
)
def test_another_type_or_coding_is_refused_in_words(kind, body, statuses):
    refused(program(body, kind), *statuses)


@pytest.mark.parametrize(
    "body",
    [b"number=%FF%FE&code=%00", b"number=%ED%A0%80&code=%C0%80", b"&&&=&=", b"\xff\xfe", b"a" * 9],
)
def test_a_form_in_another_coding_is_answered_as_a_form(body):
    answer = Client().generic("POST", "/track/", body, "application/x-www-form-urlencoded")
    assert answer.status_code == 422


def test_a_method_that_nobody_offers_is_405(clerk_zhongyuan):
    client = log_in(clerk_zhongyuan)
    for address in ("/file/", "/track/", "/desk/disputes/new/"):
        assert client.generic("PATCH", address, "{}", JSON).status_code == 405


# ------------------------------------------------------------------ days


@pytest.mark.parametrize(
    "day", ["0000-00-00", "9999-12-31", "2026-02-30", "1000-01-01", "2016-03-02", "1e9", "-1"]
)
def test_an_absurd_day_of_receipt_is_said_at_its_field(day, clerk_zhongyuan):
    sent = {"where": "京东", "category": "lift", "description": "坏了", "received_on": day}
    page = log_in(clerk_zhongyuan).post("/desk/disputes/new/", {**sent, "channel": "counter"})
    assert page.status_code == 422
    assert 'id="id_received_on_error"' in page.content.decode()


@pytest.mark.parametrize("query", ["due_before=9999-99-99", "due_before=0001-01-01", "area=%F0%9F"])
def test_an_absurd_filter_is_no_fault(query, clerk_zhongyuan):
    assert log_in(clerk_zhongyuan).get(f"/desk/disputes/?{query}").status_code in {200, 422}


@pytest.mark.parametrize("place", ["community=zzzz", "area=atlantis", "community=%00"])
@pytest.mark.parametrize("category", ["lift", "nonsense", ""])
def test_an_unknown_compound_or_category_is_said_and_the_way_on_is_offered(place, category):
    page = Client().get(f"/file/?{place}&category={category}")
    assert page.status_code in {400, 404}
    assert "<h1>" in page.content.decode()


def test_an_unknown_category_leads_to_the_choice_of_categories():
    page = Client().get("/file/?area=hualong-zhongyuanlu&category=nonsense")
    assert page.status_code == 200
    assert "category=lift" in page.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "1000-01-01", "2200-01-01", "9999-12-31"])
def test_no_form_takes_a_day_that_no_clock_can_count_from(day):
    fields = {n: f for n, f in form_fields() if isinstance(f, forms.DateField)}
    shapes = {form for form in ours(PortalFormMixin) if form is not PortalFormMixin}
    assert len(fields) > 5
    with_days = [f for f in ours(forms.BaseForm) if _days(f)]
    assert [form for form in with_days if form not in shapes] == []
    with pytest.raises(forms.ValidationError):
        sensible_day(date.fromisoformat(day))


def _days(form):
    return [f for f in getattr(form, "base_fields", {}).values() if isinstance(f, forms.DateField)]
