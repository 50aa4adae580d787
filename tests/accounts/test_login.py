import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from knox.models import AuthToken

from accounts.models import User
from puyang_property.core import history
from tests.cast import PASSWORD, log_in

LOGIN, CODE, CHOOSE, DESK = "/login/", "/login/code/", "/account/password/", "/desk/"
NEW = "Quite-another-2026"


def code_for(device, *, step=0):
    """The six digits that the phone shows, `step` half-minutes from now."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = timezone.now().timestamp() + step * device.step
    return f"{totp.token():06}"


def sign_in(client, user, password=PASSWORD, **more):
    return client.post(LOGIN, {"username": user.username, "password": password, **more})


# ------------------------------------------------------------------ password


def test_a_clerk_signs_in_with_a_password(clerk_zhongyuan, client):
    answer = sign_in(client, clerk_zhongyuan)
    assert (answer.status_code, answer["Location"]) == (302, DESK)
    assert client.get("/account/").status_code == 200


def test_sign_in_leads_back_to_the_page_that_was_wanted(clerk_zhongyuan, client):
    wanted = client.get("/account/")["Location"]
    assert wanted == "/login/?next=/account/"
    assert sign_in(client, clerk_zhongyuan, next="/account/")["Location"] == "/account/"


def test_sign_in_leads_to_no_other_host(clerk_zhongyuan, client):
    answer = sign_in(client, clerk_zhongyuan, next="https://evil.example/")
    assert answer["Location"] == DESK


@pytest.mark.parametrize("username", ["clerk_zhongyuan", "nobody"])
def test_a_wrong_password_and_an_unknown_name_read_the_same(clerk_zhongyuan, client, username):
    answer = client.post(LOGIN, {"username": username, "password": "wrong"})
    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session
    assert "nobody" not in answer.content.decode().replace('value="nobody"', "")


def test_a_login_that_is_switched_off_does_not_open(clerk_zhongyuan, client):
    User.objects.filter(pk=clerk_zhongyuan.pk).update(is_active=False)
    assert sign_in(client, clerk_zhongyuan).status_code == 422


def test_switching_a_login_off_ends_its_session(clerk_zhongyuan, client_of):
    client = client_of(clerk_zhongyuan)
    User.objects.filter(pk=clerk_zhongyuan.pk).update(is_active=False)
    assert client.get("/account/").status_code == 302


def test_a_null_byte_is_a_wrong_password_and_no_fault(client, db):
    answer = client.post(LOGIN, {"username": "a\x00b", "password": "c\x00d"})
    assert answer.status_code == 422


def test_five_wrong_passwords_lock_that_name_at_that_address_only(
    clerk_zhongyuan, clerk_shengli, client
):
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        locked = sign_in(client, clerk_zhongyuan, "wrong")
    assert locked.status_code == 429
    assert locked["Retry-After"] == "1800"
    assert sign_in(client, clerk_zhongyuan).status_code == 429
    assert sign_in(client, clerk_shengli).status_code == 302
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert sign_in(elsewhere, clerk_zhongyuan).status_code == 302


def test_the_lock_opens_after_half_an_hour(clerk_zhongyuan, client):
    with time_machine.travel(timezone.now() - timedelta(minutes=31), tick=True):
        for _attempt in range(settings.AXES_FAILURE_LIMIT):
            sign_in(client, clerk_zhongyuan, "wrong")
    assert sign_in(client, clerk_zhongyuan).status_code == 302


def test_sign_out_is_a_post(clerk_zhongyuan, client_of):
    client = client_of(clerk_zhongyuan)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_who_is_in_already_is_not_asked_again(clerk_zhongyuan, client_of):
    assert client_of(clerk_zhongyuan).get(LOGIN + "?next=/account/")["Location"] == "/account/"


# ------------------------------------------------------------------ sessions


@pytest.mark.parametrize(
    ("minutes", "steps", "status"), [(29, 1, 200), (31, 1, 302), (29, 24, 200), (29, 25, 302)]
)
def test_sessions_end_when_idle_and_after_a_working_day(
    clerk_zhongyuan, client_of, minutes, steps, status
):
    """Half an hour idle, twelve hours in all: 24 × 29 minutes is 11.6 hours, 25 × is 12.08."""
    client = client_of(clerk_zhongyuan)
    start = timezone.now()
    assert client.get("/account/").status_code == 200
    for step in range(1, steps + 1):
        with time_machine.travel(start + step * timedelta(minutes=minutes), tick=False):
            answer = client.get("/account/")
    assert answer.status_code == status


# ------------------------------------------------------------------ second factor


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


# ------------------------------------------------------------------ one-time passwords


def test_an_official_from_the_command_line_chooses_a_password_first(areas, client, capsys):
    call_command(
        "create_official", username="liujh", role="street_clerk", area="hualong-zhongyuanlu"
    )
    one_time = capsys.readouterr().out.strip()
    user = User.objects.get(username="liujh")
    assert [post.role for post in user.current_posts] == ["street_clerk"]
    assert one_time not in user.password
    sign_in(client, user, one_time)
    assert client.get("/account/")["Location"].startswith(CHOOSE)
    sent = {"old_password": one_time, "new_password1": NEW, "new_password2": NEW}
    assert client.post(CHOOSE, sent)["Location"] == DESK
    assert client.get("/account/").status_code == 200
    assert sign_in(Client(), user, one_time).status_code == 422


def test_the_one_time_password_cannot_be_kept(clerk_zhongyuan, client_of):
    client = client_of(clerk_zhongyuan)
    sent = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post(CHOOSE, sent).status_code == 422


@pytest.mark.parametrize("weak", ["short", "1234567890", "password123", "clerk_zhongyuan"])
def test_weak_passwords_are_refused(clerk_zhongyuan, client_of, weak):
    sent = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    assert client_of(clerk_zhongyuan).post(CHOOSE, sent).status_code == 422


def test_a_new_password_ends_other_sessions_and_tokens(clerk_zhongyuan, client_of):
    here, there = client_of(clerk_zhongyuan), client_of(clerk_zhongyuan)
    AuthToken.objects.create(user=clerk_zhongyuan)
    sent = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    here.post(CHOOSE, sent)
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert not AuthToken.objects.exists()


def test_two_officials_get_two_passwords(areas, capsys):
    for name in ("one", "two"):
        call_command("create_official", username=name, role="auditor", area="puyang")
    first, second = capsys.readouterr().out.split()
    assert first != second
    assert len(first) == 19


@pytest.mark.parametrize(
    ("role", "key", "username", "words"),
    [
        ("street_clerk", "nowhere", "new", "nowhere"),
        ("district_officer", "hualong-yuecun", "new", "level|层级"),
        ("auditor", "puyang", "stranger", "taken|已"),
        ("auditor", "puyang", "张三", "username|用户名|user name"),
    ],
)
def test_the_command_says_in_one_line_why_not(stranger, role, key, username, words):
    with pytest.raises(CommandError, match=words):
        call_command("create_official", username=username, role=role, area=key)
    assert User.objects.count() == 1


# ------------------------------------------------------------------ profile


def test_people_choose_their_language(clerk_zhongyuan, client_of):
    client = client_of(clerk_zhongyuan)
    answer = client.post("/account/", {"language": "en", "email": "wang@example.org"})
    assert answer.status_code == 302
    assert client.get("/account/")["Content-Language"] == "en"
    assert User.objects.get(pk=clerk_zhongyuan.pk).email == "wang@example.org"


def test_a_language_that_we_do_not_speak_is_refused(clerk_zhongyuan, client_of):
    assert client_of(clerk_zhongyuan).post("/account/", {"language": "fr"}).status_code == 422


def test_the_profile_lists_posts_and_ends_tokens(clerk_zhongyuan, client_of):
    AuthToken.objects.create(user=clerk_zhongyuan)
    client = client_of(clerk_zhongyuan)
    assert "中原路街道" in client.get("/account/").content.decode()
    assert client.post("/account/tokens/end/").status_code == 302
    assert not AuthToken.objects.exists()
