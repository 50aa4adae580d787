"""The unified social credit code (统一社会信用代码), GB 32100-2015. Pure Python."""

import re
import unicodedata
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
NEVER_USED = "IOSVZ"  # they look like 1, 0, 5, U and 2
LENGTH = 18
AREA = slice(2, 8)  # characters 3 to 8: the six digits of the registering office's area
PATTERN = rf"^[0-9A-HJ-NPQRTUWXY]{{2}}\d{{6}}[0-9A-HJ-NPQRTUWXY]{{{LENGTH - 8}}}$"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a code: `part` is length, letter, character, area or check.

    `place` is the number of the character, from 1; `found` what stands there.
    """

    part: str
    place: int = 0
    found: str = ""


def tidy(code):
    """Return the code as typed from a licence, in plain capitals, without blanks and hyphens."""
    return re.sub(r"[\s\-‐–—]", "", unicodedata.normalize("NFKC", code)).upper()


def check_character(first17):
    """Return the check character of the first seventeen (weights are powers of 3 modulo 31)."""
    total = sum(ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(first17))
    return ALPHABET[-total % 31]


def fault(code):
    """Return the first Fault of `code`, or None for one that GB 32100-2015 allows."""
    if len(code) != LENGTH:
        return Fault("length", found=str(len(code)))
    for place, char in enumerate(code, start=1):
        if char in NEVER_USED:
            return Fault("letter", place, char)
        if char not in ALPHABET:
            return Fault("character", place, char)
    for place, char in enumerate(code[AREA], start=AREA.start + 1):
        if not char.isdecimal():
            return Fault("area", place, char)
    return None if check_character(code[:-1]) == code[-1] else Fault("check", LENGTH, code[-1])


def is_valid(code):
    """Tell whether `code` has the form of GB 32100-2015 and its check character fits."""
    return fault(code) is None
