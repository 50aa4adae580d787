"""Query codes: eight unambiguous characters, kept only as a keyed hash."""

import hmac
import secrets
import unicodedata

from puyang_property.core.secrecy.keys import digest

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


def new_code():
    """Return a fresh code; the caller shows it once and stores `code_digest` of it."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def code_digest(code):
    """Return the keyed hash of `code`, whatever its case, blanks, hyphens or width."""
    return digest("query code", _normal(code))


def code_matches(code, stored):
    """Tell whether `code` belongs to the hash `stored`, in constant time."""
    return bool(stored) and hmac.compare_digest(code_digest(code or ""), stored)


def _normal(code):
    text = unicodedata.normalize("NFKC", code).upper()
    return "".join(c for c in text if c.isalnum())[: LENGTH * 2]
