"""Keep machines out of public forms without an outside service and without JavaScript.

Three plain means: a field that only machines fill, a signed stamp that tells how long the form
was open, and a limit per address. People meet none of them; whoever does is told what to do.
"""

import secrets
from datetime import timedelta

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from puyang_property.core import returning, throttle

SALT = "spam.stamp"
FASTEST = timedelta(seconds=3)
SLOWEST = timedelta(hours=24)
WINDOW = timedelta(hours=1)


class TrapWidget(forms.TextInput):
    """An input that people neither see nor reach; it says so to those who do."""

    template_name = "core/forms/trap.html"
    is_hidden = True  # forms render it beside their fields, without a wrapper of its own

    def __init__(self):
        """Keep browsers from filling it in and keyboards from stopping there."""
        super().__init__(attrs={"autocomplete": "off", "tabindex": "-1"})


def stamp():
    """Return a signed mark of now, different each time."""
    return signing.TimestampSigner(salt=SALT).sign(secrets.token_urlsafe(6))


class SpamGuardMixin(forms.Form):
    """A public form with a trap, a stamp and a limit per address.

    Takes the keyword `request`. Members of staff who are logged in are not limited.
    """

    spam_scope = "form"
    spam_limit = None  # sendings an hour from one address; None: settings.FILINGS_PER_HOUR

    website = forms.CharField(
        required=False, label=gettext_lazy("Leave this field empty"), widget=TrapWidget
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput, initial=stamp)

    def __init__(self, *args, request=None, **kwargs):
        """Keep the request, whose address is counted."""
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self):
        """Refuse what a machine sends, in words that help a person who was taken for one."""
        cleaned = super().clean()
        if self.cleaned_data.get("website"):
            self._put("website", "")
            self.add_error(
                None,
                _("A hidden field of the form was filled in. Check your entries and send again."),
            )
        self._check_stamp()
        if not self.errors and not self._within_limit():
            self.add_error(
                None,
                _(
                    "Too many messages came from your connection within an hour. "
                    "Please try again later or telephone your street office."
                ),
            )
        return cleaned

    def _check_stamp(self):
        try:
            signer = signing.TimestampSigner(salt=SALT)
            value = self.cleaned_data.get("stamp") or ""
            signer.unsign(value, max_age=SLOWEST)
            too_fast = _is_younger(signer, value, FASTEST)
        except signing.BadSignature:
            self._put("stamp", stamp())
            self.add_error(
                None, _("The form was open for too long. Check your entries and send again.")
            )
            return
        if too_fast:
            self.add_error(
                None, _("That was very quick. Check your entries and send again in a moment.")
            )

    def _put(self, name, value):
        """Put `value` into the bound form, so that the next attempt can succeed."""
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = value

    def _within_limit(self):
        if self.request is None or self.request.user.is_authenticated:
            return True
        if returning.is_shown_again(self.request):
            return True
        address = throttle.client_address(self.request)
        return throttle.hit(
            f"form.{self.spam_scope}",
            address,
            limit=self.spam_limit or settings.FILINGS_PER_HOUR,
            window=WINDOW,
        ).allowed


def _is_younger(signer, value, age):
    try:
        signer.unsign(value, max_age=age)
    except signing.SignatureExpired:
        return False
    return True
