"""The menus: a room registers its entries in `AppConfig.ready`; readers see what they may open.

Example: `navigation.register("desk", NavItem(_("Cases"), "disputes:queue", order=20,
permission="disputes.view_dispute"))`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

PLACES = ("public", "desk", "footer")
_items = {place: {} for place in PLACES}


@dataclass(frozen=True)
class NavItem:
    """One entry of a menu.

    `permission` is asked of the user without an object ("in some area"); `visible` is a further
    predicate on the request; `count` returns the number shown beside it; `section` is the
    heading it stands under at the desk; `pinned` puts it into the desk's header as well.
    """

    label: str
    url_name: str
    order: int = 50
    section: str = ""
    permission: str = ""
    visible: Callable | None = None
    count: Callable | None = None
    pinned: bool = False
    icon: str = ""

    def may_see(self, request):
        """Tell whether the reader of `request` sees this entry."""
        if self.permission and not request.user.has_perm(self.permission):
            return False
        return self.visible is None or bool(self.visible(request))


@dataclass(frozen=True)
class Entry:
    """A menu item as one reader sees it on one page."""

    item: NavItem
    url: str
    is_current: bool
    number: int | None

    @property
    def label(self):
        """Return the translated label."""
        return self.item.label


def register(place, item):
    """Add `item` to the menu `place` (public, desk or footer); a second time replaces it."""
    _items[place][item.url_name] = item


def items(place):
    """Return all items of `place` in their order, whoever may see them."""
    return sorted(_items[place].values(), key=lambda item: item.order)


def address(item):
    """Return the address of `item`, or None: a menu must not take every page down with it.

    A test holds that every registered item has an address.
    """
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return None


def entries(place, request):
    """Return the entries of `place` for the reader of `request`, in order, one marked current."""
    addressed = [(item, address(item)) for item in items(place)]
    shown = [(item, url) for item, url in addressed if url and item.may_see(request)]
    current = _longest_prefix(request.path, [url for _item, url in shown])
    return [
        Entry(item, url, url == current, item.count(request) if item.count else None)
        for item, url in shown
    ]


def sections(shown):
    """Return [(heading, entries)] of the `shown` entries, in the order of their first entry."""
    grouped = {}
    for entry in shown:
        grouped.setdefault(entry.item.section, []).append(entry)
    return list(grouped.items())


def _longest_prefix(path, urls):
    """Return the url that `path` lies under most closely, or None."""
    return max((url for url in urls if path.startswith(url)), key=len, default=None)
