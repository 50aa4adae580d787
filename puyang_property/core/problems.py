"""API errors as RFC 9457 problem documents, in the language asked for."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import exception_handler

from puyang_property.core.refusals import Refused

CONTENT_TYPE = "application/problem+json"


def handler(exception, context):
    """Return the problem response for `exception`, or None for a fault of our own."""
    if isinstance(exception, Refused):
        wait = getattr(exception, "retry_after", None)
        headers = {"Retry-After": str(wait)} if wait else None
        return problem(exception.status, str(exception), headers=headers)
    if isinstance(exception, ValidationError):
        exception = exceptions.ValidationError(detail=_as_detail(exception))
    elif isinstance(exception, PermissionDenied):
        exception = exceptions.PermissionDenied(str(exception) or None)
    elif isinstance(exception, Http404):
        exception = exceptions.NotFound()
    elif isinstance(exception, RecursionError):
        exception = exceptions.ParseError(_("The request is nested too deeply."))
    answer = exception_handler(exception, context)
    if answer is None:
        return None
    errors = answer.data if isinstance(exception, exceptions.ValidationError) else None
    detail = _("Correct the fields named in “errors”.") if errors else str(exception.detail)
    headers = {
        k: v for k, v in answer.headers.items() if k.lower() in {"retry-after", "www-authenticate"}
    }
    return problem(answer.status_code, detail, errors=errors, headers=headers)


def problem(code, detail, *, title=None, errors=None, headers=None):
    """Return a problem+json Response with `code`, `detail` and, where given, field `errors`."""
    body = {
        "type": "about:blank",
        "title": title or _titles().get(code, _("Error")),
        "status": code,
        "detail": detail,
    }
    if errors is not None:
        body["errors"] = errors
    body = sendable(body)
    return Response(body, status=code, headers=headers, content_type=CONTENT_TYPE)


def sendable(value):
    """Return `value` without halves of characters: JSON can carry them in, UTF-8 not out."""
    if isinstance(value, dict):
        return {sendable(key): sendable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [sendable(one) for one in value]
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


@extend_schema(exclude=True)
@api_view(["GET", "POST", "PUT", "PATCH", "DELETE"])
@authentication_classes([])
@permission_classes([AllowAny])
def nowhere(request, rest):
    """Answer 404 as a problem document for an address of the API that does not exist."""
    raise Http404


def _as_detail(error):
    return (
        error.message_dict if hasattr(error, "error_dict") else {"non_field_errors": error.messages}
    )


def _titles():
    return {
        status.HTTP_400_BAD_REQUEST: _("The request is not complete"),
        status.HTTP_401_UNAUTHORIZED: _("Sign in first"),
        status.HTTP_403_FORBIDDEN: _("Not allowed"),
        status.HTTP_404_NOT_FOUND: _("Not found"),
        status.HTTP_405_METHOD_NOT_ALLOWED: _("Method not allowed"),
        status.HTTP_409_CONFLICT: _("Not possible now"),
        status.HTTP_413_REQUEST_ENTITY_TOO_LARGE: _("Too large"),
        status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: _("Unsupported media type"),
        status.HTTP_422_UNPROCESSABLE_ENTITY: _("Not the same request"),
        status.HTTP_429_TOO_MANY_REQUESTS: _("Too many requests"),
    }
