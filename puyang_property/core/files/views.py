"""Serve a file to whoever may see its record; everybody else learns nothing."""

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from puyang_property.core.files.access import may_open
from puyang_property.core.models.files import StoredFile

SANDBOX = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"


@login_not_required
@require_safe
def serve(request, uuid):
    """Send the file `uuid`, or its small picture with ?size=thumb; 404 unless the reader may.

    Residents without an account come here too: the record's own rule decides.
    """
    stored = StoredFile.objects.ready().filter(uuid=uuid).select_related("subject_type").first()
    if stored is None or not may_open(request, stored):
        raise Http404
    small = request.GET.get("size") == "thumb" and stored.thumb_path
    response = HttpResponse(
        _content(stored.thumb_path if small else stored.path),
        content_type=stored.content_type,
    )
    response["Content-Disposition"] = content_disposition_header(
        not stored.is_picture, _file_name(stored)
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=600"
    response["Content-Security-Policy"] = SANDBOX
    return response


def _content(path):
    """Return the bytes at `path`: a megabyte or two, ten at most."""
    try:
        with default_storage.open(path) as file:
            return file.read()
    except FileNotFoundError as error:
        raise Http404 from error


def _file_name(stored):
    """Return the name for saving: our number, and the type that we made."""
    return f"{stored.uuid}.{'jpg' if stored.is_picture else 'pdf'}"
