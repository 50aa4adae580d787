"""The last answer: what readers see when database or disk fail under a page.

It needs neither database nor session. Whoever was sending a form gets it back as a button.
"""

import errno
import sys

from django.conf import settings
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    ProgrammingError,
)
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from puyang_property.core.middleware import MACHINE_PATHS, asked_by_program

RETRY_AFTER = 30  # seconds
OURS = (DataError, IntegrityError, InternalError, NotSupportedError, ProgrammingError)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
SECRET_FIELDS = {"password", "old_password", "new_password1", "new_password2", "otp", "code"}


@sensitive_post_parameters()
def server_error(request, template_name="500.html"):
    """Answer 503 while database or disk are away, 500 for a fault of ours; never a trace."""
    outage = outage_of(sys.exc_info()[1])
    status = 503 if outage else 500
    with translation.override(_language(request)):
        if request.path_info.startswith(MACHINE_PATHS):
            response = _for_programs(status, outage)
        else:
            context = {"disk": outage == "disk", **_sent(request)} if outage else {}
            response = render(None, f"{status}.html", context, status=status)
        response.headers["Content-Language"] = translation.get_language()
    if outage:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response


def outage_of(error):
    """Return "database" or "disk" when that is what failed in the end, else ""."""
    while error is not None:
        if isinstance(error, DatabaseError | InterfaceError) and not isinstance(error, OURS):
            return "database"  # a line that is cut is told as a plain DatabaseError
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return "disk"
        error = error.__cause__ or error.__context__
    return ""


def _language(request):
    """Return the language asked for, without a look into the profile."""
    if request.path_info.startswith(MACHINE_PATHS):
        return asked_by_program(request)
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return cookie if cookie in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _for_programs(status, outage):
    if outage:
        title = _("Not available for the moment")
        detail = _("Nothing can be stored just now. Send the same request again in a moment.")
    else:
        title, detail = _("Something went wrong on our side"), _("The fault has been noted.")
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _sent(request):
    """Return what was sent with a form, to be sent again by a button; secrets are not repeated."""
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        photos = bool(request.FILES)
    except Exception:  # the body itself could not be read
        return {"fields": [], "photos": False}
    if SECRET_FIELDS & {name for name, _value in fields}:
        return {"fields": [], "photos": photos}
    return {"fields": fields, "photos": photos}
