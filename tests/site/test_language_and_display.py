"""Pages speak the language and wear the display that the reader chose, and nothing else."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from puyang_property.core.preferences import Display

HOME = "/"


def html(response):
    return response.content.decode()


def test_pages_are_chinese_even_when_the_browser_asks_for_english(client, db):
    response = client.get(HOME, headers={"accept-language": "en"})
    assert '<html lang="zh-hans"' in html(response)
    assert response["Content-Language"] == "zh-hans"


def test_the_language_cookie_wins_over_the_profile(client_of, clerk_zhongyuan):
    client = client_of(clerk_zhongyuan)
    assert '<html lang="zh-hans"' in html(client.get(HOME))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert '<html lang="en"' in html(client.get(HOME))


def test_the_profile_language_is_used_without_a_cookie(client_of, cast):
    reader = cast("reader", language="en")
    assert '<html lang="en"' in html(client_of(reader).get(HOME))


def test_an_unknown_language_cookie_is_ignored(client, db):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "tlh"
    assert '<html lang="zh-hans"' in html(client.get(HOME))


def test_choosing_english_sets_the_cookie_and_returns_to_the_page(client, db):
    help_page = reverse("site:help")
    response = client.post(reverse("site:preferences"), {"language": "en", "next": help_page})
    assert (response.status_code, response["Location"]) == (302, help_page)
    assert '<html lang="en"' in html(client.get(help_page))


def test_choosing_a_language_also_writes_it_into_the_profile(client_of, clerk_zhongyuan):
    client_of(clerk_zhongyuan).post(reverse("site:preferences"), {"language": "en"})
    clerk_zhongyuan.refresh_from_db()
    assert clerk_zhongyuan.language == "en"


def test_elder_mode_keeps_the_other_settings(client, db):
    address = reverse("site:preferences")
    client.post(address, {"theme": "dark", "contrast": "high"})
    client.post(address, {"size": "large"})
    page = html(client.get(HOME))
    assert 'data-theme="dark" data-size="large" data-contrast="high"' in page
    assert 'value="normal" aria-pressed="true"' in page


def test_a_setting_that_does_not_exist_is_answered_with_an_error_at_its_field(client, db):
    response = client.post(reverse("site:preferences"), {"theme": "pink"})
    assert response.status_code == 422
    assert 'href="#id_theme_0"' in html(response)
    assert "display" not in response.cookies


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_the_settings_page_never_leads_to_another_host(client, db, elsewhere):
    response = client.post(reverse("site:preferences"), {"size": "large", "next": elsewhere})
    assert response["Location"] == reverse("site:home")


@pytest.mark.parametrize("raw", ["", None, "dark", "x.y.z", ".....", "dark.large.high.more"])
def test_any_display_cookie_gives_a_display(raw):
    display = Display.parse(raw)
    assert Display.parse(str(display)) == display


def test_the_settings_form_needs_the_csrf_token(db):
    response = Client(enforce_csrf_checks=True).post(reverse("site:preferences"), {"size": "large"})
    assert response.status_code == 403


@pytest.mark.parametrize("name", ["home", "help", "privacy", "accessibility", "preferences"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_public_page_of_the_frame_opens_in_both_languages(client, db, name, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(reverse(f"site:{name}"))
    assert response.status_code == 200
    assert html(response).count("<h1") == 1


def test_the_privacy_notice_names_what_the_law_asks_for(client, db):
    page = html(client.get(reverse("site:privacy")))
    for words in ("谁负责处理", "处理目的和依据", "收集哪些信息", "保存多久", "您的权利"):
        assert words in page


def test_a_public_page_costs_an_anonymous_reader_no_query(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        client.get(reverse("site:help"))


@pytest.mark.parametrize(("asked", "spoken"), [("en", "en"), ("zh-CN,en;q=0.5", "zh-hans")])
def test_programs_choose_the_language_by_header(client, db, asked, spoken):
    response = client.get("/api/v1/nothing/", headers={"accept-language": asked})
    assert response["Content-Language"] == spoken


def test_cookies_of_settings_are_out_of_reach_of_scripts_and_secure_where_the_page_is(client, db):
    response = client.post(reverse("site:preferences"), {"language": "en"}, secure=True)
    for name in (settings.LANGUAGE_COOKIE_NAME, "display"):
        cookie = response.cookies[name]
        assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
