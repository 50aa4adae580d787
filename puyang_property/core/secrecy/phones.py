"""Telephone numbers in one form, and their keyed hash for exact look-up."""

import unicodedata

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from puyang_property.core.forms import PhoneInput
from puyang_property.core.secrecy.keys import digest

REGION = "CN"
LONGEST = 40


def normalise_phone(text):
    """Return `text` as +86…, full-width digits included; a local number gets the city's area code.

    Raises ValidationError when it is no telephone number.
    """
    text = unicodedata.normalize("NFKC", text or "").strip()
    if len(text) > LONGEST:
        raise ValidationError(_("This is not a telephone number."), code="phone")
    for candidate in (text, f"{settings.LOCAL_AREA_CODE}{text}"):
        number = _parsed(candidate)
        if number is not None:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise ValidationError(
        _("Enter a mobile number of 11 digits or a landline with its area code."), code="phone"
    )


def phone_digest(text):
    """Return the keyed hash of a telephone number, however written; "" when it is none."""
    try:
        return digest("phone", normalise_phone(text))
    except ValidationError:
        return ""


def _parsed(text):
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return number


class PhoneField(forms.CharField):
    """A telephone number; its cleaned value is +86… or empty."""

    widget = PhoneInput

    def __init__(self, **kwargs):
        """Label the field unless told otherwise."""
        kwargs.setdefault("label", gettext_lazy("telephone"))
        kwargs.setdefault("max_length", LONGEST)
        super().__init__(**kwargs)

    def clean(self, value):
        """Return the number in one form."""
        text = super().clean(value)
        return normalise_phone(text) if text else ""
