"""Keys: contact details are encrypted, numbers and codes are hashed, each with its own key.

settings.CONTACT_KEYS holds one secret a line: the first encrypts, all decrypt, so a new first
line rotates the key. settings.DIGEST_KEY is the root of the keyed hashes.
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def cipher():
    """Return the cipher for contact details."""
    return _cipher(settings.CONTACT_KEYS)


def digest(purpose, text):
    """Return the keyed hash of `text` as 64 hex digits; each purpose has a key of its own."""
    key = _derive(settings.DIGEST_KEY, f"digest {purpose}")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=4)
def _cipher(secrets):
    lines = [line.strip() for line in secrets.replace(",", "\n").splitlines() if line.strip()]
    if not lines:
        raise ImproperlyConfigured("CONTACT_KEYS holds no key.")
    keys = [base64.urlsafe_b64encode(_derive(line, "contact")) for line in lines]
    return MultiFernet([Fernet(key) for key in keys])


@lru_cache(maxsize=16)
def _derive(secret, purpose):
    """Return 32 bytes made from `secret` for one purpose (RFC 5869)."""
    if not secret:
        raise ImproperlyConfigured("A secret key is empty.")
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"puyang {purpose}".encode())
    return derived.derive(secret.encode())
