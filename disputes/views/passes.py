"""Short-lived passes in the resident's browser: signed, encrypted, never in an address or a log."""

from datetime import timedelta

from django.core import signing

from disputes.models import Complaint
from puyang_property.core.secrecy import seal, unseal

RECEIPT, RECEIPT_AGE = "receipt", timedelta(hours=2)
PASS, PASS_AGE = "pass", timedelta(minutes=30)


def give_receipt(response, answer):
    """Let the browser show the receipt of `answer` (number, query_code) for two hours."""
    _set(response, RECEIPT, seal(answer), RECEIPT_AGE)


def receipt(request):
    """Return {"number", "query_code"} of the receipt that the browser holds, or None."""
    sealed = _get(request, RECEIPT, RECEIPT_AGE)
    return unseal(sealed) if sealed else None


def give_pass(response, complaint):
    """Let the browser see the status of `complaint` for half an hour without the code."""
    _set(response, PASS, f"{complaint.pk}:{complaint.query_code_digest[:16]}", PASS_AGE)


def passed(request, number, *, read=None):
    """Return the complaint `number` when the browser holds a pass for it, else None.

    `read(pk, number)` reads it, for a page that shows only some of it.
    """
    value = _get(request, PASS, PASS_AGE)
    if not value:
        return None
    pk, _colon, digest = value.partition(":")
    found = (read or _whole)(int(pk), number)
    return found if found and found.query_code_digest.startswith(digest) else None


def _whole(pk, number):
    rows = Complaint.objects.select_related("dispute__responsible_post__area")
    rows = rows.defer("dispute__search_text", "dispute__search_grams")
    return rows.filter(pk=pk, number=number).first()


def take_back(response):
    """End both passes."""
    for name in (RECEIPT, PASS):
        response.delete_cookie(name)


def _set(response, name, value, age):
    response.set_signed_cookie(name, value, salt=name, max_age=age, httponly=True, samesite="Lax")


def _get(request, name, age):
    try:
        return request.get_signed_cookie(name, salt=name, max_age=age)
    except (KeyError, signing.BadSignature):
        return None
