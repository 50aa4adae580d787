"""Which telephone numbers belong to a person: mobiles, however somebody types them."""

import re
import unicodedata

EXTENSION = "转"
IN_DIGITS = r"1[3-9][0-9]{9}"  # what is left of a mobile once everything but digits is gone


def holds_mobile(typed):
    """Tell whether a text holds a mobile number, behind whatever prefix, sign or blank."""
    text = unicodedata.normalize("NFKC", typed).split(EXTENSION)[0]
    return re.search(IN_DIGITS, re.sub(r"\D", "", text)) is not None
