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
    "elder-dark": "dark.large.normal",
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


def faults(page, address):
    """Return what is wrong at another address, read in the same window: a new one costs as much."""
    page.complaints.clear()
    assert page.goto(address).status == 200
    return violations(page), max(overflow(page), 0), [*page.complaints]


def test_every_component_passes_axe_in_every_display(
    visit, live_server, client_of, clerk_zhongyuan
):
    page, found = visit(reverse("desk:gallery"), user=client_of(clerk_zhongyuan)), {}
    for display, cookie in DISPLAYS.items():
        page.context.add_cookies([{"name": "display", "value": cookie, "url": live_server.url}])
        found[display] = faults(page, page.url)
        theme, size, contrast = cookie.split(".")
        shown = page.locator("html").evaluate("e => ({...e.dataset})")
        assert (shown["theme"], shown["size"], shown["contrast"]) == (theme, size, contrast)
    assert found == dict.fromkeys(DISPLAYS, ([], 0, []))


PUBLIC = ("site:home", "disputes:track", "communities:register", "accounts:login")
STAFF = ("desk:home", "admin:index", "admin:accounts_user_changelist", "admin:accounts_user_add")


@pytest.mark.parametrize(
    ("display", "width", "language"),
    [*zip(DISPLAYS, (1280, 360) * 3, ("en", "zh-hans", "zh-hans") * 2, strict=True)],
)
def test_public_desk_and_admin_pages_pass_axe_in_every_display(
    visit, live_server, client_of, administrator, display, width, language
):
    official, found = client_of(administrator), {}
    half = slice(list(DISPLAYS).index(display) % 2, None, 2)  # each page in three displays
    seen = {"display": display, "width": width, "language": language}
    for names, user in ((PUBLIC[half], None), (STAFF[half], official)):
        page = visit(reverse("site:preferences"), user=user, **seen)
        found |= {name: faults(page, live_server.url + reverse(name)) for name in names}
        page.context.close()
    assert found == dict.fromkeys((*PUBLIC[half], *STAFF[half]), ([], 0, []))


def test_pages_can_be_read_in_the_colours_of_the_system(visit, client_of, administrator):
    user = client_of(administrator)
    page = visit(reverse("admin:index"), user=user, forced_colors="active")
    shown = "e => getComputedStyle(e).borderTopWidth"
    assert page.locator(".desk-menu > summary").evaluate(shown) != "0px"
    faults = [rule for rule, _where in violations(page)]
    assert set(faults) <= {"color-contrast"}  # the colours are the system's there, not ours


def test_on_a_phone_the_header_leaves_the_page_its_room(visit, client_of, administrator):
    header = "document.querySelector('.site-header').offsetHeight / innerHeight"
    assert visit(reverse("site:home")).evaluate(header) < 0.16
    desk = visit(reverse("desk:home"), user=client_of(administrator), language="en")
    assert desk.evaluate(header) < 0.25


def test_what_fingers_press_on_a_phone_is_large_enough(visit, client_of, administrator):
    pressed = ".button, .tool, .site-nav a, .desk-nav a, input:not([type=hidden]), select, summary"
    small = """
        pressed => [...document.querySelectorAll(pressed)]
          .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
          .filter(([, box]) => box.height && Math.min(box.height, box.width) < 24)
          .map(([html]) => html)
    """
    main = "e => e.getBoundingClientRect().height"
    page = visit(reverse("accounts:login"))
    assert page.evaluate(small, pressed) == []
    assert page.locator("main .button").first.evaluate(main) >= 44
    admin = visit(reverse("admin:accounts_user_changelist"), user=client_of(administrator))
    assert admin.evaluate(small, pressed) == []


def test_nothing_moves_for_readers_who_asked_for_stillness(visit):
    moves = """
        [...document.querySelectorAll('*')].filter(e => {
          const style = getComputedStyle(e);
          return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none'
            || style.scrollBehavior === 'smooth';
        }).length
    """
    assert visit(reverse("site:home"), reduced_motion="reduce").evaluate(moves) == 0


def test_on_paper_stand_no_menus_and_no_addresses(visit, client_of, administrator):
    page = visit(reverse("admin:accounts_user_changelist"), user=client_of(administrator))
    page.emulate_media(media="print")
    for hidden in (".site-header", ".desk-menu", ".site-footer", ".crumbs", ".admin-find"):
        assert not page.locator(hidden).first.is_visible(), hidden
    head = page.locator("thead").first.evaluate("e => getComputedStyle(e).display")
    assert head == "table-header-group"
    after = page.locator("main a").first.evaluate("e => getComputedStyle(e, '::after').content")
    assert after in ("none", "normal", '""')


def test_every_public_page_passes_axe_and_fits_a_small_phone(visit, live_server):
    page = visit(reverse("site:home"), width=320, display="elder")
    names = ("home", "help", "privacy", "accessibility", "preferences")
    found = {name: faults(page, live_server.url + reverse(f"site:{name}")) for name in names}
    assert found == dict.fromkeys(names, ([], 0, []))


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
