"""The frame in a real browser: phones and desks, every display, with and without JavaScript."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from tests.browser import overflow, violations

pytestmark = pytest.mark.browser

DISPLAYS = {
    "light": "light.normal.normal",
    "dark": "dark.normal.normal",
    "elder": "auto.large.normal",
    "high-contrast": "light.normal.high",
    "high-contrast-dark": "dark.normal.high",
}


@pytest.fixture
def visit(live_server, new_context):
    """Return a page on `path`, seen with the given display; what the console said is on it."""

    def open_page(path, *, width=360, display="light", language="zh-hans", user=None, **options):
        context = new_context(viewport={"width": width, "height": 800}, **options)
        cookies = {"language": language, "display": DISPLAYS[display]}
        if user:
            cookies["sessionid"] = user.cookies["sessionid"].value
        context.add_cookies(
            [{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()]
        )
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.goto(live_server.url + path)
        return page

    return open_page


@pytest.mark.parametrize("display", DISPLAYS)
def test_every_component_passes_axe_in_every_display(visit, client_of, clerk_zhongyuan, display):
    page = visit(reverse("desk:gallery"), display=display, user=client_of(clerk_zhongyuan))
    assert violations(page) == []
    assert page.complaints == []


@pytest.mark.parametrize("name", ["home", "help", "privacy", "accessibility", "preferences"])
def test_every_public_page_passes_axe_and_fits_a_small_phone(visit, name):
    page = visit(reverse(f"site:{name}"), width=320, display="elder")
    assert violations(page) == []
    assert overflow(page) <= 0
    assert page.complaints == []


@pytest.mark.parametrize(("width", "language"), [(320, "en"), (1280, "zh-hans")])
def test_the_components_never_scroll_sideways(visit, client_of, clerk_zhongyuan, width, language):
    user = client_of(clerk_zhongyuan)
    page = visit(reverse("desk:gallery"), width=width, language=language, user=user)
    assert overflow(page) <= 0


def test_language_and_elder_mode_work_without_javascript(visit):
    page = visit(reverse("site:help"), java_script_enabled=False)
    page.get_by_role("button", name="English").click()
    assert urlsplit(page.url).path == reverse("site:help")
    page.get_by_role("button", name="Elder mode").click()
    root = page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("data-size")) == ("en", "large")


def test_the_first_tab_stop_leads_to_the_content(visit):
    page = visit(reverse("site:home"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_page_with_errors_puts_the_focus_on_their_summary(visit, client_of, clerk_zhongyuan):
    page = visit(reverse("desk:gallery"), user=client_of(clerk_zhongyuan))
    assert "error-summary" in page.evaluate("document.activeElement.className")


def test_no_page_asks_another_host(visit, live_server):
    page = visit(reverse("site:home"))
    asked = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    assert asked
    assert all(address.startswith(live_server.url) for address in asked)
