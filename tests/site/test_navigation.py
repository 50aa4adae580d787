"""The menus show what the reader may open, once, with the present page marked."""

import pytest
from django.urls import reverse

from puyang_property.core import navigation
from puyang_property.core.navigation import NavItem


@pytest.fixture
def menu(monkeypatch):
    """An empty set of menus."""
    monkeypatch.setattr(navigation, "_items", {place: {} for place in navigation.PLACES})
    return navigation


class Reader:
    def __init__(self, *permissions):
        self.permissions = permissions

    def has_perm(self, permission, obj=None):
        return permission in self.permissions


@pytest.fixture
def request_by(rf):
    def build(path="/", *permissions):
        request = rf.get(path)
        request.user = Reader(*permissions)
        return request

    return build


def labels(entries):
    return [entry.label for entry in entries]


def test_entries_come_in_their_order(menu, request_by):
    menu.register("public", NavItem("Second", "site:help", order=20))
    menu.register("public", NavItem("First", "site:home", order=10))
    assert labels(menu.entries("public", request_by())) == ["First", "Second"]


def test_registering_twice_shows_one_entry(menu, request_by):
    menu.register("public", NavItem("Old", "site:help"))
    menu.register("public", NavItem("New", "site:help"))
    assert labels(menu.entries("public", request_by())) == ["New"]


def test_an_entry_that_needs_a_permission_is_hidden_without_it(menu, request_by):
    menu.register("desk", NavItem("Cases", "site:help", permission="disputes.view_dispute"))
    assert menu.entries("desk", request_by("/")) == []
    assert labels(menu.entries("desk", request_by("/", "disputes.view_dispute"))) == ["Cases"]


def test_a_predicate_can_hide_an_entry(menu, request_by):
    menu.register("desk", NavItem("Never", "site:help", visible=lambda request: False))
    assert menu.entries("desk", request_by()) == []


def test_only_the_closest_entry_is_current(menu, request_by):
    menu.register("public", NavItem("Home", "site:home"))
    menu.register("public", NavItem("Help", "site:help"))
    request = request_by(reverse("site:help"))
    assert [(e.label, e.is_current) for e in menu.entries("public", request)] == [
        ("Home", False),
        ("Help", True),
    ]


def test_entries_are_grouped_by_section_with_their_numbers(menu, request_by):
    menu.register("desk", NavItem("Today", "site:home", order=0))
    menu.register("desk", NavItem("B", "site:help", order=2, section="Work", count=lambda r: 3))
    [(top, first), (work, second)] = menu.sections(menu.entries("desk", request_by()))
    assert (top, labels(first)) == ("", ["Today"])
    assert (work, second[0].number) == ("Work", 3)


def test_every_entry_of_every_menu_leads_somewhere():
    lost = [
        item.url_name
        for place in navigation.PLACES
        for item in navigation.items(place)
        if navigation.address(item) is None
    ]
    assert lost == []


def test_an_entry_without_an_address_takes_no_page_down(menu, request_by):
    menu.register("public", NavItem("Lost", "nowhere:at-all"))
    menu.register("public", NavItem("Help", "site:help"))
    assert labels(menu.entries("public", request_by())) == ["Help"]
