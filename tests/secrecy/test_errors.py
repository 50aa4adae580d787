"""A request or a fault that holds a secret: no error page, answer or log repeats it."""

import pytest
from django.contrib import admin
from django.core.exceptions import SuspiciousOperation
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from disputes.models import Complaint
from disputes.views import following
from puyang_property.core import throttle
from puyang_property.core.redaction import redact
from tests.cast import log_in
from tests.factories.disputes import ComplaintFactory
from tests.secrecy.canaries import What

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def secrets(world):
    """Return a name and a telephone that the world holds, as a request would carry them."""
    name = world.flock.of(What.NAME, case="registered")[0].text
    phone = world.flock.of(What.PHONE, case="registered")[0].text
    return f"{name} {phone}"


@pytest.fixture
def silent(world, log):
    """Return a check that an answer and the log repeat no canary."""
    started = len(log.getvalue())

    def check(answer, status):
        assert answer.status_code == status
        told = answer.content.decode() + str(answer.headers) + answer.cookies.output()
        own = world.flock.found_in(answer.wsgi_request.path)  # where a form leads back to
        assert not world.flock.found_in(told) - own
        assert not world.flock.found_in(log.getvalue()[started:])

    return check


@pytest.mark.parametrize("path", ["/{}/", "/files/{}/", "/track/{}/", "/register/{}/"])
def test_an_address_that_is_not_there_is_not_repeated(path, secrets, client, silent):
    silent(client.get(path.format(secrets.replace(" ", "-"))), 404)


def test_an_api_address_that_is_not_there_is_not_repeated(secrets, client, silent):
    silent(client.get(f"/api/v1/{secrets}/"), 404)


def test_a_wrong_number_and_a_wrong_code_are_not_repeated(world, secrets, client, silent):
    number = world.complaints["registered"].number
    silent(client.get(f"/api/v1/complaints/{number}/", {"code": world.codes["main"]}), 404)


def test_a_form_without_its_token_is_not_repeated(secrets, silent):
    strict = Client(enforce_csrf_checks=True)
    silent(strict.post("/track/", {"number": secrets, "code": secrets}), 403)


def test_a_page_of_another_post_says_nothing_of_the_case(world, silent):
    clerk = log_in(world.people["clerk_shengli"])
    case = world.cases["in_mediation"]
    silent(clerk.get(reverse("disputes:detail", args=[case.number])), 404)
    silent(clerk.get(f"/files/{world.photos['registered'][2].uuid}/"), 404)


def test_json_that_is_none_is_not_repeated(secrets, client, silent):
    address = reverse("api:complaint-list")
    silent(client.post(address, f'{{"description": "{secrets}', "application/json"), 400)
    silent(client.post(address, secrets, "text/plain"), 415)


def test_a_reused_key_says_nothing_of_the_first_request(world, secrets, client, silent):
    compound = world.compounds["hualong-zhongyuanlu-jingdong"].public_code
    sent = {"community": compound, "category": "lift", "description": secrets}
    address, key = reverse("api:complaint-list"), {"HTTP_IDEMPOTENCY_KEY": "once"}
    assert client.post(address, sent, "application/json", **key).status_code == 201
    sent["description"] = "别的内容"
    silent(client.post(address, sent, "application/json", **key), 422)


def test_too_many_tries_are_refused_without_a_word_of_them(world, secrets, client, silent):
    sent = {"number": world.complaints["closed"].number, "code": "22222222"}
    for _each in range(6):
        answer = client.post("/track/", sent)
    silent(answer, 429)


def test_a_login_that_fails_keeps_what_was_typed_out_of_the_log(world, client, silent):
    password = "Canary-password-2017"
    world.flock.adopt(password, What.KEY)
    answer = client.post("/login/", {"username": "clerk_zhongyuan", "password": password})
    silent(answer, answer.status_code)


def breaking(error):
    """Return a stand-in that raises `error`."""

    def fail(*args, **kwargs):
        raise error

    return fail


def test_a_bad_request_is_answered_without_its_words(monkeypatch, secrets, silent):
    monkeypatch.setattr(throttle, "client_address", breaking(SuspiciousOperation("refused")))
    answer = Client().post("/track/", {"number": "PY-2026-000001-A", "code": secrets})
    silent(answer, 400)


def test_a_fault_of_the_database_repeats_no_row_on_the_page_or_in_the_log(
    world, monkeypatch, silent
):
    def twice(*args, **kwargs):
        with transaction.atomic():
            ComplaintFactory(number=world.complaints["closed"].number, place=place.text)

    place = world.flock.of(What.PLACE, case="closed")[0]
    monkeypatch.setattr(following.tracking, "open_by_code", twice)
    client = Client(raise_request_exception=False)
    silent(client.post("/track/", {"number": "PY-2026-000001-A", "code": "22222222"}), 500)


def test_postgresql_would_have_repeated_the_row(world):
    number = world.complaints["registered"].number
    rows = Complaint.objects.filter(number=number)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        rows.update(reply="x")
    words = str(caught.value)
    assert world.flock.found_in(words)
    assert not world.flock.found_in(redact(words))
    assert redact(words).splitlines()[0] == words.splitlines()[0]


def offered(register):
    """Return what the list of a register lets an address filter by."""
    named = [each[0] if isinstance(each, tuple) else each for each in register.list_filter]
    named = [getattr(each, "parameter_name", each) for each in (*named, register.date_hierarchy)]
    return {name.split("__")[0] for name in named if isinstance(name, str)}


def test_no_address_of_the_admin_asks_a_hidden_field_letter_by_letter(world):
    officer = log_in(world.people["officer_city"])
    for model, register in admin.site._registry.items():
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        if officer.get(url).status_code == 403:
            continue
        hidden = {field.name for field in model._meta.concrete_fields} - offered(register)
        assert hidden
        for name in sorted(hidden):
            answer = officer.get(url, {f"{name}__startswith": "a"})
            assert answer.status_code == 400, (url, name)
