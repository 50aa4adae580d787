from datetime import timedelta

import pytest
import time_machine
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.utils import timezone

from puyang_property.core import spam


class LetterForm(spam.SpamGuardMixin, forms.Form):
    spam_scope, spam_limit = "letter", 2
    text = forms.CharField()


@pytest.fixture
def post(rf, redis_client):
    """Send the form as somebody who opened it a while ago."""

    def send(age=timedelta(minutes=1), address="10.0.0.1", user=None, **data):
        request = rf.post("/", REMOTE_ADDR=address)
        request.user = user or AnonymousUser()
        if "stamp" not in data:
            data["stamp"] = aged(age)
        return LetterForm({"text": "电梯坏了", **data}, request=request)

    return send


def aged(age):
    with time_machine.travel(timezone.now() - age, tick=False):
        return spam.stamp()


def test_a_person_sees_no_hurdle(post):
    form = post()
    assert form.is_valid()
    assert form.cleaned_data["text"] == "电梯坏了"


def test_whoever_fills_the_trap_is_refused_and_told_what_to_do(post):
    form = post(website="https://spam.example")
    assert not form.is_valid()
    assert form.non_field_errors()
    assert form["website"].value() == ""  # a browser that filled it in is not stuck
    assert form["text"].value() == "电梯坏了"


def test_a_machine_is_too_quick_and_a_person_may_simply_send_again(post):
    form = post(age=timedelta(seconds=1))
    assert not form.is_valid()
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        assert post(stamp=form.data["stamp"]).is_valid()


@pytest.mark.parametrize("stamp", ["", "forged:1:2", "x" * 5000])
def test_a_form_without_our_stamp_is_refused_and_gets_a_fresh_one(post, stamp):
    form = post(stamp=stamp)
    assert not form.is_valid()
    fresh = form["stamp"].value()
    signing.TimestampSigner(salt=spam.SALT).unsign(fresh)
    assert form.data["text"] == "电梯坏了"


def test_a_form_left_open_for_days_gets_a_fresh_stamp_and_keeps_the_words(post):
    form = post(age=timedelta(days=2))
    assert not form.is_valid()
    assert "电梯坏了" in str(form)
    assert form["stamp"].value() in str(form)


def test_one_address_sends_so_many_in_an_hour(post):
    assert [post().is_valid() for _ in range(3)] == [True, True, False]
    assert post(address="10.0.0.2").is_valid()


def test_a_form_that_is_only_shown_again_does_not_count(post):
    for _time in range(3):
        form = post()
        form.request.portal_shown_again = True
        assert form.is_valid()
    assert [post().is_valid() for _ in range(3)] == [True, True, False]


def test_a_form_with_mistakes_does_not_count(post):
    for _attempt in range(5):
        assert not post(text="").is_valid()
    assert post().is_valid()


def test_staff_at_the_counter_are_not_limited(post, clerk_zhongyuan):
    assert all(post(user=clerk_zhongyuan).is_valid() for _ in range(4))


def test_the_trap_is_hidden_from_eyes_keyboards_and_screen_readers():
    html = str(LetterForm())
    start = html.index('aria-hidden="true"')
    trap = html[start : html.index("</div>", start)]
    assert 'tabindex="-1"' in trap
    assert 'autocomplete="off"' in trap
    assert "<label" in trap
    assert 'type="hidden"' not in trap
    assert "style=" not in html


def test_each_form_shown_has_a_stamp_of_its_own():
    one, two = (LetterForm()["stamp"].value() for _ in range(2))
    assert one
    assert one != two
