"""Refusals that carry words for the reader and a status for the caller."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


class Refused(Exception):
    """The action cannot be done now (409); the message says what to do instead."""

    status = 409

    def __init__(self, message, *, field=None):
        """Keep the localised `message` and the form field that it belongs to, if any."""
        super().__init__(str(message))
        self.message = message
        self.field = field


class TransitionNotAllowed(Refused):
    """The record is in a state that the verb cannot leave."""


class Forbidden(PermissionDenied):
    """Theirs to see but not to do (403); the message says why."""

    def __init__(self, message=""):
        """Keep the localised `message`."""
        super().__init__(str(message))
        self.message = message


class RefusalMiddleware:
    """Turn a refusal that no view caught into a page, or JSON for a script, with its status."""

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Pass the request on, unless it carries a NUL, which no column can hold."""
        if "\x00" in request.path_info:
            return self._answer(request, _("There is no such page."), 404)
        if "%00" in request.META.get("QUERY_STRING", ""):
            return self._answer(request, _("The address holds a character nobody can type."), 400)
        return self.get_response(request)

    def _answer(self, request, message, status):
        if not request.path_info.startswith("/api/"):
            return render(request, f"{status}.html", {"message": message}, status=status)
        body = {"type": "about:blank", "title": message, "status": status, "detail": message}
        return JsonResponse(body, status=status, content_type="application/problem+json")

    def process_exception(self, request, exception):
        """Answer a Refused with 409 and its words; leave everything else alone."""
        if not isinstance(exception, Refused):
            return None
        if request.accepts("text/html"):
            context = {"message": str(exception), "title": _("This is not possible now")}
            return render(request, "409.html", context, status=exception.status)
        return JsonResponse({"detail": str(exception)}, status=exception.status)
