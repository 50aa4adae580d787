"""Small answers that a browser keeps for a while without being able to read or change them."""

import json

from cryptography.fernet import InvalidToken

from puyang_property.core.secrecy.keys import cipher


def seal(answer):
    """Return the JSON-able `answer` as encrypted text."""
    return cipher().encrypt(json.dumps(answer).encode()).decode()


def unseal(text):
    """Return what `seal` was given, or None when the text is not ours."""
    try:
        return json.loads(cipher().decrypt(text.encode()))
    except (InvalidToken, ValueError):
        return None
