"""The short public code of a compound, printed on posters and typed by residents."""

import re
import secrets

LETTERS = "ACDEFGHJKLMNPQRTUVWXY"  # nothing that looks like another letter or a digit
SIGNS = LETTERS + "34679"
PATTERN = rf"^[{LETTERS}][{SIGNS}]{{5}}$"


def new_code(choice=secrets.choice):
    """Return a random code of six signs; it begins with a letter, so it is never an id."""
    return choice(LETTERS) + "".join(choice(SIGNS) for _ in range(5))


def as_typed(text):
    """Return the code a reader may have meant, in capitals and without blanks, or ''."""
    code = re.sub(r"[\s-]", "", str(text)).upper()
    return code if re.match(PATTERN, code) else ""
