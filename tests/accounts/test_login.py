from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from accounts.models import User
from tests.cast import PASSWORD

LOGIN, CHOOSE, DESK = "/login/", "/account/password/", "/desk/"
NEW = "Quite-another-2026"


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
