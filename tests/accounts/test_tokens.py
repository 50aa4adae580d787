from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django_otp.plugins.otp_totp.models import TOTPDevice
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts import actions
from tests.accounts.test_second_factor import code_for
from tests.cast import PASSWORD

URL = "/api/v1/token/"
PROBLEM = "application/problem+json"


@pytest.fixture
def ask(db):
    def post(user, password=PASSWORD, **more):
        sent = {"username": getattr(user, "username", user), "password": password, **more}
        return APIClient().post(URL, sent, format="json")

    return post


def test_a_clerk_gets_a_token_that_expires(clerk_zhongyuan, ask):
    answer = ask(clerk_zhongyuan)
    assert answer.status_code == 200
    assert set(answer.data) == {"token", "expires_at"}
    left = parse_datetime(answer.json()["expires_at"]) - timezone.now()
    assert timedelta(hours=9) < left <= settings.REST_KNOX["TOKEN_TTL"]
    assert answer.data["token"] not in AuthToken.objects.get().digest


def test_a_token_ends_itself(clerk_zhongyuan, ask):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Token " + ask(clerk_zhongyuan).data["token"])
    assert client.delete(URL).status_code == 204
    assert client.delete(URL).status_code == 401


def test_a_token_ends_in_time(clerk_zhongyuan, ask):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Token " + ask(clerk_zhongyuan).data["token"])
    with time_machine.travel(timezone.now() + settings.REST_KNOX["TOKEN_TTL"]):
        assert client.delete(URL).status_code == 401


def test_a_wrong_password_is_401_as_a_problem_document(clerk_zhongyuan, ask):
    answer = ask(clerk_zhongyuan, "wrong")
    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
    assert ask("nobody").json() == answer.json()


def test_an_officer_needs_a_code_that_serves_once(officer_hualong, ask):
    device = TOTPDevice.objects.get()
    missing = ask(officer_hualong)
    assert (missing.status_code, list(missing.json()["errors"])) == (400, ["otp"])
    code = code_for(device)
    assert ask(officer_hualong, otp=code).status_code == 200
    assert ask(officer_hualong, otp=code).status_code == 401


def test_a_wrong_password_does_not_tell_whether_a_code_is_needed(officer_hualong, ask):
    assert ask(officer_hualong, "wrong").status_code == 401


def test_who_never_enrolled_gets_no_token(officer_hualong, ask):
    TOTPDevice.objects.all().delete()
    assert ask(officer_hualong).status_code == 403


def test_a_one_time_password_gives_no_token(clerk_zhongyuan, administrator, ask):
    one_time = actions.reset_password(clerk_zhongyuan, by=administrator)
    assert ask(clerk_zhongyuan, one_time).status_code == 403


def test_wrong_passwords_lock_the_token_door_too(clerk_zhongyuan, ask):
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        answer = ask(clerk_zhongyuan, "wrong")
    assert (answer.status_code, answer["Content-Type"]) == (429, PROBLEM)
    assert ask(clerk_zhongyuan).status_code == 429


def test_a_session_cookie_is_no_token(clerk_zhongyuan, client_of):
    assert client_of(clerk_zhongyuan).delete(URL).status_code == 401


def test_switching_a_login_off_ends_its_tokens(clerk_zhongyuan, administrator, ask):
    ask(clerk_zhongyuan)
    actions.change_user(clerk_zhongyuan, by=administrator, is_active=False)
    assert not AuthToken.objects.exists()


def test_forgotten_tokens_make_room_for_new_ones(clerk_zhongyuan, ask):
    limit = settings.REST_KNOX["TOKEN_LIMIT_PER_USER"]
    for _again in range(limit):
        AuthToken.objects.create(user=clerk_zhongyuan)
    assert ask(clerk_zhongyuan).status_code == 200
    assert AuthToken.objects.count() == limit


@pytest.mark.parametrize(
    "body",
    [{}, {"username": "x"}, {"username": "a\x00", "password": "b"}, {"username": [], "password": 1}]
    + [{"username": "x", "password": "y", "otp": "12"}, [], "text"],
)
def test_a_malformed_body_is_400(db, body):
    answer = APIClient().post(URL, body, format="json")
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
