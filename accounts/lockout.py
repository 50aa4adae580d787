"""What somebody reads whose user name is locked at this address for a while."""

from axes.helpers import get_cool_off
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from puyang_property.core import throttle
from puyang_property.core.problems import CONTENT_TYPE

TOO_MANY = 429


def answer(request, original_response=None, credentials=None):
    """Return a page, or a problem document for the API, that says how long to wait."""
    minutes = int(get_cool_off(request).total_seconds() // 60)
    text = _("Too many wrong passwords. Wait %(minutes)d minutes, then try again.") % {
        "minutes": minutes
    }
    if request.path.startswith("/api/"):
        body = {
            "type": "about:blank",
            "title": _("Too many requests"),
            "status": TOO_MANY,
            "detail": text,
        }
        response = JsonResponse(body, status=TOO_MANY, content_type=CONTENT_TYPE)
    else:
        response = render(request, "accounts/locked_out.html", {"text": text}, status=TOO_MANY)
    response["Retry-After"] = str(minutes * 60)
    return response


def address(request):
    """Return the address that the lock counts, the one seen by our own proxy; None without one."""
    found = throttle.client_address(request)
    return None if found == throttle.NO_ADDRESS else found
