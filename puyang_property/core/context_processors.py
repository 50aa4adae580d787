"""What every page may show. Each value is a callable, so a page pays only for what it shows."""

from functools import partial

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from puyang_property.core import navigation
from puyang_property.core.preferences import Display


def portal(request):
    """Return menus, display settings and the reader's posts for `base.html` and `desk.html`."""
    desk = SimpleLazyObject(partial(navigation.entries, "desk", request))
    return {
        "display": getattr(request, "display", Display()),
        "is_demo": settings.PORTAL_ENV != "production",
        "public_nav": SimpleLazyObject(partial(navigation.entries, "public", request)),
        "desk_nav": SimpleLazyObject(lambda: navigation.sections(desk)),
        "pinned_nav": SimpleLazyObject(lambda: [entry for entry in desk if entry.item.pinned]),
        "current_posts": SimpleLazyObject(partial(_posts, request)),
    }


def _posts(request):
    """Return the posts that the signed-in reader holds today."""
    user = getattr(request, "user", None)
    return list(getattr(user, "current_posts", None) or [])
