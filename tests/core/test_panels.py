import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.utils.safestring import mark_safe

from puyang_property.core import panels

PLACE = "tests.place"


@pytest.fixture(autouse=True)
def places(monkeypatch):
    monkeypatch.setattr(panels, "_places", panels.defaultdict(dict))


@pytest.fixture
def request_of(rf):
    def ask(user=None):
        request = rf.get("/")
        request.user = user or AnonymousUser()
        return request

    return ask


def first(request, obj):
    return mark_safe(f"<p>first {obj}</p>")


def second(request, obj):
    return mark_safe("<p>second</p>")


def nothing(request, obj):
    return None


def careless(request, obj):
    return "<script>"


def from_template(request, obj):
    return "components/empty_state.html", {"title": "<b>", "text": "", "url": ""}


def broken(request, obj):
    raise ZeroDivisionError


def test_panels_stand_in_their_order(request_of):
    panels.register(PLACE, second, order=20)
    panels.register(PLACE, first, order=10)
    panels.register(PLACE, nothing, order=5)
    html = panels.render(PLACE, request_of(), "place")
    assert html.index("first place") < html.index("second")


def test_a_place_that_nobody_fills_is_empty(request_of):
    assert panels.render(PLACE, request_of()) == ""


def test_registering_twice_shows_once(request_of):
    panels.register(PLACE, second)
    panels.register(PLACE, second)
    assert panels.render(PLACE, request_of()).count("second") == 1
    panels.unregister(PLACE, second)
    assert panels.render(PLACE, request_of()) == ""


def test_a_panel_may_name_a_template(request_of):
    panels.register(PLACE, from_template)
    html = panels.render(PLACE, request_of())
    assert "&lt;b&gt;" in html


def test_text_that_nobody_declared_safe_is_refused(request_of, settings):
    settings.PORTAL_ENV = "test"
    panels.register(PLACE, careless)
    with pytest.raises(ValueError, match="unpack"):
        panels.render(PLACE, request_of())


def test_a_panel_with_a_permission_is_for_those_who_hold_it_there(
    request_of, area, officer_hualong, officer_puyangxian
):
    panels.register(PLACE, second, permission="accounts.view_area")
    place = area("hualong-zhongyuanlu")
    assert "second" in panels.render(PLACE, request_of(officer_hualong), place)
    assert panels.render(PLACE, request_of(officer_puyangxian), place) == ""
    assert panels.render(PLACE, request_of(), place) == ""


def test_a_failing_panel_fails_the_tests(request_of, settings):
    settings.PORTAL_ENV = "test"
    panels.register(PLACE, broken)
    with pytest.raises(ZeroDivisionError):
        panels.render(PLACE, request_of())


def test_in_production_a_failing_panel_is_logged_and_says_so_beside_the_others(
    request_of, settings, caplog
):
    settings.PORTAL_ENV = "production"
    panels.register(PLACE, broken)
    panels.register(PLACE, second)
    html = panels.render(PLACE, request_of())
    assert "alert" in html
    assert "second" in html
    assert "broken failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_template_asks_for_a_place(request_of):
    panels.register(PLACE, first)
    template = Template('{% load panels %}{% panels "tests.place" thing %}')
    html = template.render(Context({"request": request_of(), "thing": "thing"}))
    assert "<p>first thing</p>" in html
