"""Sign in again in the middle of a form: the person gets it back with everything typed."""

import time
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.forms import LoginForm
from accounts.middleware import next_step
from puyang_property.core import returning
from puyang_property.core.refusals import Refused

IN_SESSION, PRESSED = "portal_draft", "portal_pressed"
OWNER, OWNER_AGE = "whose", 24 * 3600  # who signed in here last, outliving the session
UNAUTHORISED, FORBIDDEN = 401, 403
SHOWN = {200, 422}  # a form as it was typed, be it complete or not


class ReturnMiddleware:
    """Keep what is sent after the session has ended, and show it again after signing in."""

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Pass the request on; the decision falls where the view is known."""
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Ask to sign in with the form in hand, or show the form that was kept."""
        if not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return _ask(request, view) if request.method == "POST" else None
        if next_step(request.user) is None:
            if IN_SESSION in request.session and returning.can_show_again(view):
                _show_kept(request)
            if PRESSED in request.session and request.method == "GET":
                _tell_pressed(request)
        return None


def _ask(request, view):
    """Ask to sign in: with the form in hand, or on the way back to where the button stood."""
    if returning.can_show_again(view):
        return ask_to_sign_in(request)
    request.session[PRESSED] = time.time()
    return redirect_to_login(_page_of_the_button(request))


def _page_of_the_button(request):
    """Return the page that the browser says it came from, if it is one of ours."""
    sender = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(sender, {request.get_host()}, request.is_secure()):
        return reverse("desk:home")
    parts = urlsplit(sender)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _tell_pressed(request):
    """Say on the page of the button that pressing it did nothing; after an hour nobody asks."""
    pressed = request.session.pop(PRESSED)
    if time.time() - pressed < returning.AGE.total_seconds():
        words = _("You had been signed out: nothing was done yet. Press the button again.")
        messages.info(request, words)


def _show_kept(request):
    """Show the kept draft on its page until it is sent from there; forget one that is too old."""
    draft = returning.open_draft(request.session[IN_SESSION], request.user.pk)
    if draft is None:
        del request.session[IN_SESSION]
    elif draft["path"] == request.get_full_path():
        if request.method == "GET":
            returning.show(request, draft)
        else:
            del request.session[IN_SESSION]


def ask_to_sign_in(request):
    """Return the sign-in page with the sealed draft in it, or None when there is nothing to keep.

    The draft is for whoever signed in last in this browser.
    """
    owner = request.get_signed_cookie(OWNER, default=None, salt=OWNER, max_age=OWNER_AGE)
    draft = owner and returning.draft_of(request, int(owner))
    if not draft:
        return None
    context = {"form": LoginForm(request), "next": request.get_full_path(), "draft": draft}
    return render(request, "accounts/login.html", context, status=UNAUTHORISED)


def signed_in(request, response):
    """Keep the draft that came with the sign-in for its owner, and note who signed in here."""
    sent, user = request.POST.get("draft", ""), request.user
    if returning.open_draft(sent, user.pk):
        request.session[IN_SESSION] = sent
    elif sent:
        messages.warning(
            request,
            _("What was typed before is not shown: it is older than an hour or somebody else's."),
        )
    response.set_signed_cookie(
        OWNER,
        user.pk,
        salt=OWNER,
        max_age=OWNER_AGE,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def csrf_failure(request, reason=""):
    """Show the form again with a fresh token; where that cannot be, say what to do."""
    match = request.resolver_match
    if not (returning.can_show_again(match.func) and returning.comes_from_here(request)):
        return _say_why(request)
    whole = request.user.is_authenticated and next_step(request.user) is None
    if getattr(match.func, "login_required", True) and not whole:
        return ask_to_sign_in(request) or _say_why(request)
    fields = [pair for pair in request.POST.lists() if pair[0] not in returning.LEFT_OUT]
    returning.show(request, {"fields": fields, "files": bool(request.FILES)})
    try:
        response = match.func(request, *match.args, **match.kwargs)
    except Refused as refusal:
        context = {"message": str(refusal)}
        return render(request, "409.html", context, status=refusal.status)
    if hasattr(response, "render"):
        response.render()
    if response.status_code in SHOWN:
        response.status_code = FORBIDDEN
    return response


def _say_why(request):
    return render(request, "403_csrf.html", status=FORBIDDEN)
