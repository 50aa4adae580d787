"""Refusals and faults have a page of their own, in the reader's language."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation


def test_an_unknown_address_answers_404_inside_the_frame(client, db):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "页面不存在" in response.content.decode()
    assert 'class="site-nav"' in response.content.decode()


def test_an_unknown_address_shows_nothing_of_what_was_asked_for(client, db):
    assert "<script" not in client.get("/<script>alert(1)</script>/").content.decode().replace(
        '<script src="', ""
    )


@pytest.mark.parametrize("name", ["400.html", "500.html"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_last_resort_needs_neither_request_nor_database(name, language):
    with translation.override(language):
        assert "<h1>" in render_to_string(name)


@pytest.mark.parametrize("name", ["409.html", "429.html"])
def test_a_refusal_shows_its_own_words_escaped(name, rf, db):
    request = rf.get("/")
    request.user = AnonymousUser()
    shown = render_to_string(name, {"message": "等 <一> 下"}, request=request)
    assert "等 &lt;一&gt; 下" in shown


def test_a_stale_form_answers_with_words_not_with_a_blank_403(db):
    response = Client(enforce_csrf_checks=True).post("/preferences/", {"size": "large"})
    assert "页面打开时间过长" in response.content.decode()
