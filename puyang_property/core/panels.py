"""Places on a lower room's page that upper rooms fill."""

import logging
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

logger = logging.getLogger(__name__)
_places = defaultdict(dict)


@dataclass(frozen=True)
class Panel:
    """What one room shows at one place."""

    func: object
    order: int
    permission: str | None

    @property
    def name(self):
        """Return the dotted name of the function, which is the panel's identity."""
        return f"{self.func.__module__}.{self.func.__qualname__}"


def register(place, func, order=0, permission=None):
    """Show at `place` what `func(request, obj)` returns, panels of a low `order` first.

    func returns safe HTML, or (template, context), or None for nothing.
    With a `permission` only those who hold it for the object see the panel.
    """
    panel = Panel(func, order, permission)
    _places[place][panel.name] = panel


def unregister(place, func):
    """Take the panel of `func` away from `place`."""
    _places[place].pop(Panel(func, 0, None).name, None)


def at(place):
    """Return the panels at `place` in their order."""
    return sorted(_places[place].values(), key=lambda panel: (panel.order, panel.name))


def render(place, request, obj=None):
    """Return the HTML of all panels at `place` that the reader may see.

    A failing panel raises in tests; elsewhere it is logged and a visible message stands in its
    place, so that one room cannot take another's page down.
    """
    shown = [panel for panel in at(place) if _may_see(panel, request, obj)]
    return format_html_join("\n", "{}", ((_safely(panel, request, obj),) for panel in shown))


def _may_see(panel, request, obj):
    return panel.permission is None or request.user.has_perm(panel.permission, obj)


def _safely(panel, request, obj):
    try:
        return _content(panel, request, obj)
    except Exception:
        if settings.PORTAL_ENV == "test":
            raise
        logger.exception("The panel %s failed.", panel.name)
        return render_to_string("core/panel_failed.html", {}, request=request)


def _content(panel, request, obj):
    content = panel.func(request, obj)
    if content is None:
        return ""
    if isinstance(content, SafeString):
        return content
    template, context = content
    return render_to_string(template, context, request=request)
