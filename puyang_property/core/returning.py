"""Come back to a form: what was typed is shown again, and nothing is sent by itself.

A form that arrives after the session has ended travels as a draft: sealed (encrypted and signed),
bound to its owner, for an hour, in a hidden field and then in the session, never in an address.
A view that says `shows_again` gets it back as if it were posted, with `is_shown_again` set: it
shows the form with everything typed and does nothing else.
"""

import time
from datetime import timedelta
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from puyang_property.core.secrecy import seal, unseal

AGE = timedelta(hours=1)
LEFT_OUT = {"csrfmiddlewaretoken"}
KIND = "draft"


def shows_again(view):
    """Mark a function view that shows what was typed and does nothing when it is shown again."""
    view.shows_again = True
    return view


def can_show_again(view):
    """Tell whether `view` can show a form again without acting on it."""
    owner = getattr(view, "view_class", view)
    return getattr(owner, "shows_again", False)


def is_shown_again(request):
    """Tell whether the form is only shown again: nothing may be done, nothing counted."""
    return getattr(request, "portal_shown_again", False)


def is_sent(request):
    """Tell whether somebody pressed the button: a POST that is not merely shown again."""
    return request.method == "POST" and not is_shown_again(request)


def draft_of(request, owner):
    """Return what was typed as sealed text for `owner`, or "" when nothing was."""
    fields = [pair for pair in request.POST.lists() if pair[0] not in LEFT_OUT]
    if not any(value.strip() for _name, values in fields for value in values):
        return ""
    return seal(
        {
            "kind": KIND,
            "owner": owner,
            "path": request.get_full_path(),
            "fields": fields,
            "files": bool(request.FILES),
            "at": time.time(),
        }
    )


def open_draft(text, owner):
    """Return the draft that `draft_of` sealed for `owner` within the hour, else None."""
    draft = unseal(text) if text else None
    if not isinstance(draft, dict) or draft.get("kind") != KIND or draft["owner"] != owner:
        return None
    return draft if time.time() - draft["at"] < AGE.total_seconds() else None


def show(request, draft):
    """Make `request` carry the draft, for a view that shows it again; say so to the reader."""
    request.method = "POST"
    request.POST = data_of(draft)
    request._files = MultiValueDict()
    request.csrf_processing_done = True  # nothing is done, so nothing has to be proved
    request.portal_shown_again = True
    say(request, draft["files"])


def data_of(draft):
    """Return the fields of a draft as a form takes them."""
    data = QueryDict(mutable=True)
    for name, values in draft["fields"]:
        data.setlist(name, values)
    return data


def say(request, had_files):
    """Tell the reader that this is what was typed, and that nothing was sent."""
    words = _("Here is what you had typed. Nothing was sent yet: check it, then press the button.")
    if had_files:
        words += " " + _("Choose photos and files again: they do not come back.")
    messages.info(request, words)


def comes_from_here(request):
    """Tell whether the browser says that a page of this portal sent the form."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(sender).netloc == request.get_host()
