"""The check character of GB 32100-2015, and words that say which part of a code is wrong."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from communities import credit_code
from communities.models.companies import validate_credit_code

REAL = (  # the example of the standard, and published codes of well-known enterprises
    *("91350100M000100Y43", "91440300708461136T", "9144030071526726XG", "91330100799655058B"),
)


@pytest.mark.parametrize("code", REAL)
def test_published_codes_are_valid(code):
    assert credit_code.fault(code) is None
    validate_credit_code(code)


@pytest.mark.parametrize(
    ("code", "part", "place", "words"),
    [
        ("91350100M000100Y4", "length", 0, "this one has 17"),
        ("91350100M000100Y433", "length", 0, "this one has 19"),
        ("9135O100M000100Y43", "letter", 5, "Character 5 is “O”"),
        ("91350100M0001I0Y43", "letter", 14, "Character 14 is “I”"),
        ("91350100M0001S0Y43", "letter", 14, "are never used"),
        ("91350100M0001V0Y43", "letter", 14, "are never used"),
        ("91350100M0001Z0Y43", "letter", 14, "are never used"),
        ("91350100M0001*0Y43", "character", 14, "Character 14 is “*”"),
        ("91350100M0001省0Y43", "character", 14, "Character 14 is “省”"),
        ("9135A100M000100Y43", "area", 5, "six digits of the area"),
        ("91350100M000100Y44", "check", 18, "The last character does not fit"),
        ("91350100M000010Y43", "check", 18, "The last character does not fit"),
    ],
)
def test_a_wrong_code_says_which_part_is_wrong(code, part, place, words):
    found = credit_code.fault(code)
    assert (found.part, found.place) == (part, place)
    with pytest.raises(ValidationError) as refused, override("en"):
        validate_credit_code(code)
    with override("en"):
        assert words in " ".join(refused.value.messages)


@pytest.mark.parametrize(
    "typed",
    [
        " 91350100m000100y43",
        "9135 0100 M000 100Y 43",
        "91350100-M000100Y-43",
        "91３50100M000100Y43",
    ],
)
def test_blanks_hyphens_and_full_width_characters_are_forgiven(typed):
    assert credit_code.tidy(typed) == "91350100M000100Y43"


head = st.text("0123456789", min_size=6, max_size=6)
letters = st.text(credit_code.ALPHABET, min_size=9, max_size=9)


@given(head, letters, st.integers(8, 16), st.sampled_from(credit_code.ALPHABET))
def test_one_wrong_character_never_passes(area, body, place, other):
    first17 = f"91{area}{body}"
    code = first17 + credit_code.check_character(first17)
    assert credit_code.is_valid(code)
    wrong = code[:place] + other + code[place + 1 :]
    assert credit_code.is_valid(wrong) is (wrong == code)


@given(head, letters, st.integers(8, 15))
def test_two_neighbours_changed_round_never_pass(area, body, place):
    first17 = f"91{area}{body}"
    code = first17 + credit_code.check_character(first17)
    turned = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert credit_code.is_valid(turned) is (turned == code)
