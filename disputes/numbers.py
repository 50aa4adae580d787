"""Case numbers: PY-2026-000123-K, a sequence with gaps and a check character."""

import re

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXY"  # 23, a prime; I, O and Z look like digits
FIRST_YEAR = 1949
FORM = re.compile(r"PY-(\d{4})-(\d{6,9})-([A-Z])")


def make(year, serial):
    """Return the number of the `serial`-th case, filed in `year`."""
    return f"PY-{year}-{serial:06d}-{check_character(year, serial)}"


def check_character(year, serial):
    """Return the letter that reveals one wrong digit or two swapped ones."""
    digits = f"{year}{serial:09d}"
    return LETTERS[sum(weight * int(digit) for weight, digit in enumerate(digits, 2)) % 23]


def is_number(text):
    """Tell whether `text` is a case number whose check character is right."""
    found = FORM.fullmatch(text.strip().upper())
    return bool(found) and check_character(found[1], int(found[2])) == found[3]
