"""The session ends in the middle of a long form: after signing in it is there as it was typed."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import returning as doors
from accounts.models import User
from disputes.models import Complaint, Message
from puyang_property.core import returning, secrecy
from tests.bad_input.drafts import WORDS, hidden, sign_in
from tests.cast import log_in
from tests.core.bases.helpers import fields_of
from tests.factories.core_files import picture


def ended(client, how="idle"):
    """End the session of the browser: idle for long, signed out elsewhere, password changed."""
    if how == "idle":
        session = client.session
        session["portal_seen_at"] = (timezone.now() - timedelta(hours=1)).isoformat()
        session.save()
    elif how == "signed out":
        client.post("/logout/")
    else:
        user = User.objects.get(username="clerk_zhongyuan")
        password = user.password
        user.set_password("Another-one-2026")
        user.save()
        User.objects.filter(pk=user.pk).update(password=password)
        Session.objects.all().delete()


def came_back(client, page, user):
    """Sign in on the page that was shown and follow to the form; return it."""
    draft, wanted = hidden(page, "draft"), hidden(page, "next")
    answer = sign_in(client, user, draft=draft, next=wanted)
    assert answer["Location"] == wanted
    return client.get(wanted)


# ------------------------------------------------------------------ desk


@pytest.mark.parametrize("how", ["idle", "signed out", "password changed"])
def test_a_form_comes_back_after_signing_in_and_is_sent_by_pressing_only(
    visitor, clerk_zhongyuan, note, how
):
    typed = {**fields_of(visitor.get(note)), "text": WORDS}
    ended(visitor, how)

    page = visitor.post(note, typed)

    assert page.status_code == 401
    assert WORDS not in page.content.decode()  # sealed
    shown = came_back(visitor, page, clerk_zhongyuan)
    assert shown.status_code == 200
    assert shown.context["form"]["text"].value() == WORDS
    assert not Message.objects.exists()
    again = {**fields_of(shown), "text": shown.context["form"]["text"].value()}
    assert again["once_key"] == typed["once_key"]
    assert visitor.post(note, again).status_code == 302
    assert Message.objects.get().text == WORDS
    assert not visitor.get(note).context["form"].is_bound


def test_the_form_is_still_there_when_the_page_is_loaded_twice(visitor, clerk_zhongyuan, note):
    ended(visitor)
    page = visitor.post(note, {"text": WORDS})
    came_back(visitor, page, clerk_zhongyuan)
    assert visitor.get(note).context["form"]["text"].value() == WORDS


def test_what_was_typed_stands_in_no_address_and_nowhere_in_the_clear(
    visitor, clerk_zhongyuan, note
):
    ended(visitor)
    page = visitor.post(note, {"text": WORDS})
    shown = came_back(visitor, page, clerk_zhongyuan)
    assert WORDS[:6] not in shown.wsgi_request.get_full_path()
    kept = visitor.session[doors.IN_SESSION]
    assert WORDS[:6] not in kept
    assert secrecy.unseal(kept)["fields"] == [["text", [WORDS]]]


def test_a_wrong_password_keeps_the_draft(visitor, clerk_zhongyuan, note):
    ended(visitor)
    page = visitor.post(note, {"text": WORDS})
    draft = hidden(page, "draft")
    sent = {"username": "clerk_zhongyuan", "password": "wrong", "draft": draft, "next": note}
    again = visitor.post("/login/", sent)
    assert again.status_code == 422
    assert came_back(visitor, again, clerk_zhongyuan).context["form"]["text"].value() == WORDS


def test_somebody_else_who_signs_in_does_not_get_it(visitor, officer_hualong, note):
    ended(visitor)
    page = visitor.post(note, {"text": WORDS})
    TOTPDevice.objects.all().delete()
    sign_in(visitor, officer_hualong, draft=hidden(page, "draft"), next=note)
    assert doors.IN_SESSION not in visitor.session


def test_a_draft_of_yesterday_is_not_shown(visitor, clerk_zhongyuan, note):
    ended(visitor)
    page = visitor.post(note, {"text": WORDS})
    with time_machine.travel(time.time() + 3601, tick=True):
        sign_in(visitor, clerk_zhongyuan, draft=hidden(page, "draft"), next=note)
        assert doors.IN_SESSION not in visitor.session


def test_a_draft_grows_old_in_the_session_too(visitor, clerk_zhongyuan, note):
    ended(visitor)
    page = visitor.post(note, {"text": WORDS})
    came_back(visitor, page, clerk_zhongyuan)
    session = visitor.session
    session[doors.IN_SESSION] = secrecy.seal(
        {**secrecy.unseal(session[doors.IN_SESSION]), "at": time.time() - 3601}
    )
    session.save()
    assert not visitor.get(note).context["form"].is_bound
    assert doors.IN_SESSION not in visitor.session


@pytest.mark.parametrize("forged", ["", "x", "gAAAAA", "{}"])
def test_a_forged_draft_is_no_draft(clerk_zhongyuan, forged):
    assert returning.open_draft(forged, clerk_zhongyuan.pk) is None
    assert returning.open_draft(secrecy.seal({"number": 1}), clerk_zhongyuan.pk) is None
    assert returning.open_draft(secrecy.seal(["draft"]), clerk_zhongyuan.pk) is None


def test_with_a_second_factor_it_waits_until_the_code_was_entered(officer_hualong, case):
    url = reverse("disputes:note", args=[case.number])
    client = Client()
    sign_in(client, officer_hualong)
    ended(client, "signed out")
    page = client.post(url, {"text": WORDS})
    sign_in(client, officer_hualong, draft=hidden(page, "draft"), next=url)
    assert client.get(url)["Location"].startswith("/login/code/")
    whole = log_in(officer_hualong)
    keep(whole, client.session[doors.IN_SESSION])
    assert whole.get(url).context["form"]["text"].value() == WORDS


def test_rows_of_a_form_come_back_too(visitor, clerk_zhongyuan, mediator_zhongyuan, accepted):
    url = reverse("disputes:start_mediation", args=[accepted.number])
    rows = {f"rows-{n}-{k}": v for n, v in enumerate("甲乙丙丁") for k in ("name",)}
    sent = {"rows-TOTAL_FORMS": "4", "rows-INITIAL_FORMS": "0", "note": "记", **rows}
    ended(visitor)
    shown = came_back(visitor, visitor.post(url, sent), clerk_zhongyuan)
    names = [form["name"].value() for form in shown.context["rows"]]
    assert names == ["甲", "乙", "丙", "丁"]
    assert not accepted.mediations.exists()


def test_photos_do_not_come_back_and_the_page_says_so(visitor, clerk_zhongyuan, categories):
    url = reverse("disputes:counter")
    photo = SimpleUploadedFile("a.jpg", picture())
    ended(visitor)
    page = visitor.post(url, {"description": WORDS, "where": "京东", "photos": [photo]})
    shown = came_back(visitor, page, clerk_zhongyuan)
    assert shown.context["form"]["description"].value() == WORDS
    assert "请重新选择" in shown.content.decode() or "Choose photos" in shown.content.decode()
    assert not Complaint.objects.exists()


def test_a_form_of_the_admin_comes_back_too(administrator, categories):
    row = categories["lift"]
    url = reverse("admin:disputes_category_change", args=[row.pk])
    before, client = Client(), log_in(administrator)
    sign_in(before, administrator)
    ended(before, "signed out")
    typed = {"name_zh": "电梯乙", "name_en": "Lift", "position": "1"}
    page = before.post(url, typed)
    assert page.status_code == 401
    keep(client, hidden(page, "draft"))

    shown = client.get(url)

    assert 'value="电梯乙"' in shown.content.decode()
    row.refresh_from_db()
    assert row.name_zh != "电梯乙"
    assert client.post(url, {**typed, "is_active": "on"}).status_code == 302
    row.refresh_from_db()
    assert row.name_zh == "电梯乙"


def keep(client, draft):
    session = client.session
    session[doors.IN_SESSION] = draft
    session.save()


def test_the_own_profile_comes_back_too(visitor, clerk_zhongyuan):
    ended(visitor)
    page = visitor.post("/account/", {"language": "en", "email": "wang@example.org"})
    shown = came_back(visitor, page, clerk_zhongyuan)
    assert shown.context["form"]["email"].value() == "wang@example.org"
    clerk_zhongyuan.refresh_from_db()
    assert clerk_zhongyuan.email != "wang@example.org"


def test_an_empty_post_and_an_unknown_browser_are_simply_asked_to_sign_in(note):
    assert Client().post(note, {"text": WORDS})["Location"].startswith("/login/")
