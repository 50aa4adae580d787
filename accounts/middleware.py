"""Sessions end in time, and nobody works before password and second factor are in order."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode

LOGGED_IN_AT = "portal_logged_in_at"
SEEN_AT = "portal_seen_at"
NOTE_EVERY = timedelta(minutes=1)  # one write a minute, not one a request


class SessionLimitMiddleware:
    """End a session that was idle for PORTAL_SESSION_IDLE or is older than SESSION_COOKIE_AGE."""

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Log out whose time is over; note that the others are here."""
        if request.user.is_authenticated:
            now = timezone.now()
            began = _moment(request.session.get(LOGGED_IN_AT)) or now
            seen = _moment(request.session.get(SEEN_AT)) or began
            oldest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
            if now - began >= oldest or now - seen >= settings.PORTAL_SESSION_IDLE:
                logout(request)
            elif LOGGED_IN_AT not in request.session or now - seen >= NOTE_EVERY:
                request.session[LOGGED_IN_AT] = began.isoformat()
                request.session[SEEN_AT] = now.isoformat()
        return self.get_response(request)


class SecondFactorMiddleware:
    """Keep who still owes a new password or a second factor away from every page of staff.

    Public pages treat them as the anonymous; the pages that finish the login let them pass.
    """

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Pass the request on; the decision falls where the view is known."""
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Send an unfinished login to its next step."""
        if not request.user.is_authenticated or getattr(view, "finishes_login", False):
            return None
        step = next_step(request.user)
        if step is None:
            return None
        if not getattr(view, "login_required", True):
            request.user = AnonymousUser()
            return None
        back = request.get_full_path() if request.method == "GET" else ""
        address = redirect(step)
        if back:
            address["Location"] += "?" + urlencode({"next": back})
        return address


def next_step(user):
    """Return the name of the page that finishes the login of `user`, or None when it is whole."""
    if user.must_change_password:
        return "accounts:password"
    if user.needs_totp and not user.is_verified():
        return "accounts:second_factor"
    return None


def finishes_login(view):
    """Mark a view that people need before their login is whole."""
    view.finishes_login = True
    return view


def _moment(text):
    return parse_datetime(text) if text else None
