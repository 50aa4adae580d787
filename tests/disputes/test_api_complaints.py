"""Filing and following by a program: the receipt, the code, the throttle, the repeated call."""

import json
import threading
from io import BytesIO

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils.translation import gettext, override
from PIL import Image
from redis.exceptions import ConnectionError as RedisAway
from rest_framework.test import APIClient

from disputes.models import Complaint
from puyang_property.core import files

URL = "/api/v1/complaints/"
PROBLEM = "application/problem+json"


@pytest.fixture
def program():
    return APIClient()


@pytest.fixture
def body(calendar, categories, areas, clerk_zhongyuan):
    return {
        "area": "hualong-zhongyuanlu",
        "category": "lift",
        "description": "电梯停运三天，老人下不了楼。",
        "contact_phone": "138 0013 8000",
    }


def file(program, body, **headers):
    text = json.dumps(body)
    return program.post(URL, text, content_type="application/json", headers=headers)


def photo(name="lift.png"):
    stream = BytesIO()
    Image.new("RGB", (40, 30), "red").save(stream, "PNG")
    stream.seek(0)
    stream.name = name
    return stream


# ------------------------------------------------------------------ filing
def test_a_receipt_has_number_code_address_and_promised_dates(program, body):
    answer = file(program, body)
    assert answer.status_code == 201
    receipt = answer.json()
    assert set(receipt) == {"number", "query_code", "status_url", "deadlines"}
    for promise in receipt["deadlines"]:
        assert {"kind", "label", "due_on", "provisional", "counted"} == set(promise)
    assert "decide" in {promise["kind"] for promise in receipt["deadlines"]}
    assert answer["Cache-Control"] == "no-store"
    complaint = Complaint.objects.get()
    assert complaint.contact_phone.open() == "+8613800138000"
    assert complaint.allow_company_contact is False


def test_the_address_of_the_receipt_tells_where_the_complaint_stands(program, body):
    receipt = file(program, body).json()
    answer = program.get(receipt["status_url"], {"code": receipt["query_code"]})
    assert answer.status_code == 200
    told = answer.json()
    assert set(told) == {
        *("number", "stage", "next_step", "office", "deadlines", "reply", "events"),
    }
    assert told["number"] == receipt["number"]
    assert "138" not in str(told)


def test_a_form_carries_photos(program, body):
    answer = program.post(URL, {**body, "photos": [photo(), photo("b.png")]}, format="multipart")
    assert answer.status_code == 201
    assert files.of(Complaint.objects.get()).count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"category": "nonsense"}, "category"),
        ({"category": {"slug": "lift"}}, "category"),
        ({"category": "\x00"}, "category"),
        ({"description": ""}, "description"),
        ({"description": "a\x00b"}, "description"),
        ({"description": "很" * 10_001}, "description"),
        ({"description": None}, "description"),
        ({"description": "\ud800"}, "description"),
        ({"area": "hualong"}, "area"),
        ({"area": None, "community": 10**30}, "community"),
        ({"community": "\x00"}, "community"),
        ({"community": True}, "community"),
        ({"community": [1]}, "community"),
        ({"contact_phone": "12"}, "contact_phone"),
        ({"contact_name": "x" * 51}, "contact_name"),
        ({"allow_company_contact": "perhaps"}, "allow_company_contact"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(program, body, change, field):
    answer = file(program, {**body, **change})
    assert answer.status_code == 400
    assert answer["Content-Type"] == PROBLEM
    assert field in answer.json()["errors"]
    assert not Complaint.objects.exists()


def test_a_place_is_asked_for(program, body):
    body.pop("area")
    assert "community" in file(program, body).json()["errors"]


def test_what_is_no_photo_and_too_many_photos_are_refused(program, body):
    text = BytesIO(b"#!/bin/sh")
    text.name = "x.png"
    answer = program.post(URL, {**body, "photos": [text]}, format="multipart")
    assert "photos" in answer.json()["errors"]
    many = [photo() for _number in range(7)]
    answer = program.post(URL, {**body, "photos": many}, format="multipart")
    assert "photos" in answer.json()["errors"]
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("text", ["", "[", "[]", '"text"', "1", "null", '{"a": NaN}', "\x00"])
def test_a_body_that_is_no_object_is_refused(program, body, text):
    answer = program.post(URL, text, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == PROBLEM


def test_another_kind_of_body_is_refused(program, body):
    assert program.post(URL, "x", content_type="text/plain").status_code == 415


@pytest.mark.parametrize("asked", ["en", "zh-hans"])
def test_errors_speak_the_language_asked_for(program, body, asked):
    by_header = program.post(URL, {}, format="json", headers={"Accept-Language": asked})
    by_address = program.post(f"{URL}?lang={asked}", {}, format="json")
    assert by_header.headers["Content-Language"] == asked
    assert by_address.headers["Content-Language"] == asked
    assert by_header.json() == by_address.json()
    with override(asked):
        assert by_header.json()["title"] == gettext("The request is not complete")


def test_pages_do_not_obey_the_browsers_language(client, db):
    page = client.get("/", headers={"Accept-Language": "en"})
    assert page.headers["Content-Language"] == "zh-hans"


# ------------------------------------------------------------------ once
def test_the_same_key_and_body_get_the_same_answer_and_one_complaint(program, body):
    first = file(program, body, **{"Idempotency-Key": "k-1"})
    second = file(program, body, **{"Idempotency-Key": "k-1"})
    assert second.status_code == 201
    assert second.json() == first.json()
    assert Complaint.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(program, body):
    file(program, body, **{"Idempotency-Key": "k-1"})
    answer = file(program, {**body, "place": "3号楼"}, **{"Idempotency-Key": "k-1"})
    assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
    assert Complaint.objects.count() == 1


def test_photos_are_part_of_the_body(program, body):
    headers = {"Idempotency-Key": "k-1"}
    sent = {**body, "photos": [photo()]}
    first = program.post(URL, sent, format="multipart", headers=headers)
    again = program.post(URL, {**body, "photos": [photo()]}, format="multipart", headers=headers)
    assert again.json() == first.json()
    other = program.post(URL, body, format="multipart", headers=headers)
    assert other.status_code == 422


def test_a_refused_call_leaves_its_key_free(program, body):
    headers = {"Idempotency-Key": "k-1"}
    assert file(program, {**body, "description": ""}, **headers).status_code == 400
    assert file(program, body, **headers).status_code == 201


def test_the_order_of_the_fields_and_odd_ones_beside_them_do_not_matter(program, body):
    headers = {"Idempotency-Key": "k-1"}
    odd = {**body, "else": "\ud800"}
    first = file(program, odd, **headers)
    assert first.status_code == 201
    assert file(program, dict(reversed(odd.items())), **headers).json() == first.json()


@pytest.mark.django_db(transaction=True)
def test_two_calls_at_once_with_one_key_make_one_complaint(body):
    ready, answers = threading.Barrier(2), []

    def send():
        try:
            ready.wait(10)
            answers.append(file(APIClient(), body, **{"Idempotency-Key": "k-1"}).json())
        finally:
            connection.close()

    both = [threading.Thread(target=send) for _time in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(30)
    assert len(answers) == 2
    assert answers[0] == answers[1]
    assert Complaint.objects.count() == 1


def test_an_odd_key_is_refused(program, body):
    assert file(program, body, **{"Idempotency-Key": "x" * 101}).status_code == 400


# ------------------------------------------------------------------ following
@pytest.fixture
def receipt(program, body):
    return file(program, body).json()


def test_the_code_may_come_in_a_header(program, receipt):
    headers = {"X-Query-Code": receipt["query_code"].lower()}
    assert program.get(receipt["status_url"], headers=headers).status_code == 200


def test_a_wrong_code_and_a_wrong_number_get_the_same_answer(program, receipt):
    wrong_code = program.get(receipt["status_url"], {"code": "22222222"})
    wrong_number = program.get(f"{URL}PY-2026-999999-A/", {"code": receipt["query_code"]})
    no_code = program.get(receipt["status_url"])
    assert {a.status_code for a in (wrong_code, wrong_number, no_code)} == {404}
    assert wrong_code.json() == wrong_number.json() == no_code.json()


def test_after_five_wrong_codes_even_the_right_one_has_to_wait(program, receipt):
    for _attempt in range(5):
        assert program.get(receipt["status_url"], {"code": "22222222"}).status_code == 404
    answer = program.get(receipt["status_url"], {"code": receipt["query_code"]})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert answer["Content-Type"] == PROBLEM


@pytest.mark.parametrize("number", ["x", "PY-2026", "%00", "x" * 500, "PY-2026-000001-A%0A"])
def test_an_odd_number_is_not_found(program, db, number):
    answer = program.get(f"{URL}{number}/", {"code": "x"})
    assert answer.status_code == 404
    assert answer["Content-Type"] == PROBLEM


def test_a_nul_in_the_code_is_refused(program, receipt):
    assert program.get(f"{receipt['status_url']}?code=%00").status_code == 400


# ------------------------------------------------------------------ throttle
def test_filing_is_throttled_by_address(program, body, settings):
    settings.FILINGS_PER_HOUR = 2
    answers = [file(program, body) for _time in range(3)]
    assert [a.status_code for a in answers] == [201, 201, 429]
    assert "Retry-After" in answers[2].headers


def test_a_malformed_request_does_not_use_up_the_filings(program, body, settings):
    settings.FILINGS_PER_HOUR = 1
    assert file(program, {**body, "category": "nonsense"}).status_code == 400
    assert file(program, body).status_code == 201


def test_filing_and_following_work_while_redis_is_away(program, body, monkeypatch, settings):
    def away(*args, **kwargs):
        raise RedisAway

    for name in ("get", "add", "incr", "set"):
        monkeypatch.setattr(cache, name, away)
    settings.FILINGS_PER_HOUR = 1
    receipt = file(program, body)
    assert receipt.status_code == 201
    assert file(program, body).status_code == 429
    code = {"code": receipt.json()["query_code"]}
    assert program.get(receipt.json()["status_url"], code).status_code == 200


# ------------------------------------------------------------------ categories and nowhere
def test_categories_are_public_and_speak_both_languages(program, categories):
    rows = program.get("/api/v1/categories/", headers={"Accept-Language": "en"}).json()["results"]
    assert "other" in {row["slug"] for row in rows}
    chinese = program.get("/api/v1/categories/?lang=zh-hans").json()["results"]
    assert rows[0]["name"] == categories[rows[0]["slug"]].name_en
    assert chinese[0]["name"] == categories[rows[0]["slug"]].name_zh


def test_an_address_that_does_not_exist_answers_as_json(program, db):
    answer = program.get("/api/v1/nothing/")
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
