"""The unified social credit code (统一社会信用代码), GB 32100-2015. Pure Python."""

import re

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
LENGTH = 18
PATTERN = rf"^[0-9A-HJ-NPQRTUWXY]{{2}}\d{{6}}[0-9A-HJ-NPQRTUWXY]{{{LENGTH - 8}}}$"


def check_character(first17):
    """Return the check character of the first seventeen (weights are powers of 3 modulo 31)."""
    total = sum(ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(first17))
    return ALPHABET[-total % 31]


def is_valid(code):
    """Tell whether `code` has the form of GB 32100-2015 and its check character fits."""
    return bool(re.match(PATTERN, code)) and check_character(code[:-1]) == code[-1]
