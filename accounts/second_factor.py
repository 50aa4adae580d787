"""The second factor: one authenticator per person, one code serves once."""

from base64 import b32encode

import segno
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from puyang_property.core import history

NAME = "authenticator"


def device_of(user):
    """Return the person's confirmed authenticator, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


@transaction.atomic
def pending_device(user):
    """Return the authenticator that the person is about to enrol; the same until confirmed."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return device or TOTPDevice.objects.create(user=user, name=NAME, confirmed=False)


@transaction.atomic
def verify(device, code):
    """Tell whether `code` is right and was not used before; wrong ones slow the next try down.

    The row is locked, so the same code sent twice at once serves once.
    """
    locked = TOTPDevice.objects.select_for_update().filter(pk=device.pk).first()
    return bool(locked) and locked.verify_token(code)


@transaction.atomic
def confirm(device, code):
    """Enrol the authenticator with its first code; tell whether that worked."""
    User.objects.select_for_update(no_key=True).get(pk=device.user_id)
    if device_of(device.user) or not verify(device, code):
        return False
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    history.record(device.user, "second_factor_enrolled", by=device.user)
    return True


def waits(device):
    """Tell whether the authenticator takes no code at this moment because of wrong ones."""
    allowed, _why = device.verify_is_allowed()
    return not allowed


def secret_text(device):
    """Return the secret in groups of four, to type where no camera is at hand."""
    text = b32encode(device.bin_key).decode()
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def qr_code(device):
    """Return the enrolment as a QR code, an SVG data URI."""
    return segno.make(device.config_url).svg_data_uri(scale=5, border=4)
