"""Language and display: chosen by the reader, kept in cookies, never guessed from the browser."""

from dataclasses import dataclass, fields

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from puyang_property.core.forms import PortalForm, forms

DISPLAY_COOKIE = "display"
A_YEAR = 365 * 24 * 3600
LANGUAGE_NAMES = [("zh-hans", "中文"), ("en", "English")]
THEMES = [("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
SIZES = [("normal", _("Standard")), ("large", _("Elder mode: large type"))]
CONTRASTS = [("normal", pgettext_lazy("contrast", "Standard")), ("high", _("High contrast"))]


@dataclass(frozen=True)
class Display:
    """How a reader wants to see pages; unknown values fall back to the defaults."""

    theme: str = "auto"
    size: str = "normal"
    contrast: str = "normal"

    @classmethod
    def parse(cls, raw):
        """Return the display named by a cookie such as `dark.large.normal`."""
        known = [dict(THEMES), dict(SIZES), dict(CONTRASTS)]
        parts = (raw or "").split(".")
        good = {
            field.name: part
            for field, part, values in zip(fields(cls), parts, known, strict=False)
            if part in values
        }
        return cls(**good)

    def __str__(self):
        """Return the cookie's text."""
        return f"{self.theme}.{self.size}.{self.contrast}"

    @property
    def is_large(self):
        """Tell whether the elder mode is on."""
        return self.size == "large"


def chosen_language(request):
    """Return the language of pages: the reader's cookie, else the profile's, else Chinese."""
    known = dict(settings.LANGUAGES)
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if cookie in known:
        return cookie
    profile = getattr(request.user, "language", "") if hasattr(request, "user") else ""
    return profile if profile in known else settings.LANGUAGE_CODE


class PreferencesForm(PortalForm):
    """Language, colours, size and contrast; the header's buttons send one of them."""

    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGE_NAMES, widget=forms.RadioSelect, required=False
    )
    size = forms.ChoiceField(
        label=_("Size of type"), choices=SIZES, widget=forms.RadioSelect, required=False
    )
    contrast = forms.ChoiceField(
        label=_("Contrast"), choices=CONTRASTS, widget=forms.RadioSelect, required=False
    )
    theme = forms.ChoiceField(
        label=_("Colours"), choices=THEMES, widget=forms.RadioSelect, required=False
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request):
    """Show the settings, or store those sent and go back to where the reader was."""
    back = _safe_next(request)
    if request.method != "POST":
        now = request.display
        initial = {"language": request.LANGUAGE_CODE, "theme": now.theme}
        form = PreferencesForm(initial={**initial, "size": now.size, "contrast": now.contrast})
        return render(request, "site/preferences.html", {"form": form, "next": back})
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return render(request, "site/preferences.html", {"form": form, "next": back}, status=422)
    return _store(request, form.cleaned_data, HttpResponseRedirect(back or reverse("site:home")))


def _store(request, sent, response):
    """Put the settings that were sent into cookies and profile, and say so."""
    cookie = {"max_age": A_YEAR, "samesite": "Lax", "httponly": True, "secure": request.is_secure()}
    if sent["language"]:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, sent["language"], **cookie)
        _remember(request.user, sent["language"])
        translation.activate(sent["language"])
    now = request.display
    display = Display(
        theme=sent["theme"] or now.theme,
        size=sent["size"] or now.size,
        contrast=sent["contrast"] or now.contrast,
    )
    response.set_cookie(DISPLAY_COOKIE, str(display), **cookie)
    messages.success(request, translation.gettext("Your settings are saved on this device."))
    return response


def _remember(user, language):
    """Write the language into the profile of a signed-in user, for letters and reminders."""
    if user.is_authenticated and hasattr(user, "language"):
        user.language = language
        user.save(update_fields=["language"])


def _safe_next(request):
    """Return the local address to go back to, or an empty string."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if here else ""
