"""Language and display settings of each request."""

from django.conf import settings
from django.utils import translation

from puyang_property.core.preferences import DISPLAY_COOKIE, Display, chosen_language

MACHINE_PATHS = ("/api/", "/open311/")


class LanguageMiddleware:
    """Activate the reader's own choice of language and display.

    Pages never obey Accept-Language (browsers in offices often ask for English by accident);
    programs that call the API do choose by it.
    """

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Set `request.LANGUAGE_CODE` and `request.display`; name the language in the answer."""
        for_machines = request.path.startswith(MACHINE_PATHS)
        choose = asked_by_program if for_machines else chosen_language
        translation.activate(choose(request))
        request.LANGUAGE_CODE = translation.get_language()
        request.display = Display.parse(request.COOKIES.get(DISPLAY_COOKIE))
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class PrivateMiddleware:
    """Keep what was made for one person out of every cache that others share."""

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Mark the answer to whoever sends a session or a token, unless its page said more."""
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def asked_by_program(request):
    """Return the language that a program asks for: ?lang= first, then Accept-Language."""
    asked = request.GET.get("lang", "")
    known = {code for code, _name in settings.LANGUAGES}
    return asked if asked in known else translation.get_language_from_request(request)
