"""How much may be sent at once: 413 in words, before a byte of it is read."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from puyang_property.core.middleware import MACHINE_PATHS

# Six photos that are each too large still reach the form, which names them and keeps the words.
FILES_LIMIT = 120 * 1024 * 1024
TOO_LARGE, UNREADABLE = 413, 400


class BodyLimitMiddleware:
    """Refuse a body that is larger than any form of the portal."""

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Answer 413 by the length that the sender states; without one there is no body."""
        sent, limit = request.META.get("CONTENT_LENGTH") or "0", limit_for(request)
        if sent.isascii() and sent.isdigit() and (len(sent) > 15 or int(sent) > limit):
            return too_large(request, limit)
        return self.get_response(request)


def limit_for(request):
    """Return how many bytes the request may hold."""
    with_files = (request.content_type or "").startswith("multipart/")
    return FILES_LIMIT if with_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def too_large(request, limit):
    """Answer 413 in words."""
    words = _("What was sent is too large: at most %s at once.") % filesizeformat(limit)
    return _answer(request, TOO_LARGE, _("Too large"), words)


def bad_request(request, exception):
    """Answer what Django could not read: 413 for too many bytes, 400 for the rest."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return _answer(request, UNREADABLE, _("The request could not be read"), "")


def _answer(request, status, title, words):
    if not request.path_info.startswith(MACHINE_PATHS):
        return render(None, f"{status}.html", {"message": words}, status=status)
    body = {"type": "about:blank", "title": title, "status": status, "detail": words or title}
    return JsonResponse(body, status=status, content_type="application/problem+json")
