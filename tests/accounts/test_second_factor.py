import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from puyang_property.core import history
from tests.accounts.test_login import DESK, sign_in
from tests.cast import log_in

CODE = "/login/code/"


def code_for(device, *, step=0):
    """The six digits that the phone shows, `step` half-minutes from now."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = timezone.now().timestamp() + step * device.step
    return f"{totp.token():06}"


def test_an_officer_enrols_at_the_first_sign_in(officer_hualong, client):
    TOTPDevice.objects.all().delete()
    assert sign_in(client, officer_hualong)["Location"] == DESK
    sent_on = client.get("/account/")
    assert sent_on["Location"] == "/login/code/?next=%2Faccount%2F"
    page = client.get(sent_on["Location"]).content.decode()
    device = TOTPDevice.objects.get()
    assert "data:image/svg+xml" in page
    assert not device.confirmed
    shown = re.search(r"<code>([A-Z2-7 ]+)</code>", page).group(1)
    assert len(shown.replace(" ", "")) == 32
    answer = client.post(CODE, {"code": code_for(device), "next": "/account/"})
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert client.get("/account/").status_code == 200
    assert [event.name for event in history.of(officer_hualong)] == ["second_factor_enrolled"]


def test_the_secret_stays_the_same_until_it_is_confirmed(officer_hualong, client):
    TOTPDevice.objects.all().delete()
    sign_in(client, officer_hualong)
    client.get(CODE)
    client.get(CODE)
    assert TOTPDevice.objects.count() == 1


def test_a_secret_once_confirmed_is_never_shown_again(officer_hualong, client):
    sign_in(client, officer_hualong)
    page = client.get(CODE).content.decode()
    assert "svg+xml" not in page.partition("<main")[2]
    assert "<code>" not in page


def test_one_code_serves_once(officer_hualong):
    device = TOTPDevice.objects.get()
    code = code_for(device)
    first, second = Client(), Client()
    sign_in(first, officer_hualong)
    sign_in(second, officer_hualong)
    assert first.post(CODE, {"code": code}).status_code == 302
    assert second.post(CODE, {"code": code}).status_code == 422
    assert second.get("/account/").status_code == 302


def test_wrong_codes_slow_the_next_try_down(officer_hualong, client):
    device = TOTPDevice.objects.get()
    sign_in(client, officer_hualong)
    wrong = str((int(code_for(device)) + 1) % 1000000).zfill(6)
    assert client.post(CODE, {"code": wrong}).status_code == 422
    assert client.post(CODE, {"code": code_for(device)}).status_code == 422
    with time_machine.travel(timezone.now() + timedelta(seconds=90)):
        assert client.post(CODE, {"code": code_for(device)}).status_code == 302


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "1234567"])
def test_what_is_not_six_digits_is_refused_without_a_penalty(officer_hualong, client, code):
    sign_in(client, officer_hualong)
    assert client.post(CODE, {"code": code}).status_code == 422
    assert TOTPDevice.objects.get().throttling_failure_count == 0


@pytest.mark.parametrize("who", ["officer_city", "officer_hualong", "auditor", "administrator"])
@pytest.mark.parametrize("path", ["/desk/", "/admin/", "/admin/accounts/user/", "/account/"])
def test_without_the_second_factor_no_page_of_staff_opens(request, client, who, path):
    client.force_login(request.getfixturevalue(who), backend="accounts.backends.PostBackend")
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith(CODE)


def test_public_pages_take_an_unfinished_sign_in_for_nobody(officer_hualong, client):
    sign_in(client, officer_hualong)
    answer = client.get("/help/")
    assert answer.status_code == 200
    assert answer.wsgi_request.user.is_anonymous


def test_somebody_elses_authenticator_does_not_count(officer_hualong, officer_city):
    client = log_in(officer_hualong)
    session = client.session
    session["otp_device_id"] = TOTPDevice.objects.get(user=officer_city).persistent_id
    session.save()
    assert client.get("/account/")["Location"].startswith(CODE)


def test_a_clerk_needs_no_second_factor(clerk_zhongyuan, client_of):
    assert client_of(clerk_zhongyuan).get("/account/").status_code == 200
