import logging

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from puyang_property.core import secrecy
from puyang_property.core.redaction import HIDDEN, Redact, redact
from puyang_property.core.secrecy import codes


@pytest.mark.parametrize(
    "written",
    [
        "13812341234",
        "138 1234 1234",
        "138-1234-1234",
        "+86 13812341234",
        "008613812341234",
        "８６１３８１２３４１２３４",
        "１３８１２３４１２３４",
        " 13812341234\n",
    ],
)
def test_a_mobile_number_has_one_form_however_it_is_written(written):
    assert secrecy.normalise_phone(written) == "+8613812341234"
    assert secrecy.phone_digest(written) == secrecy.phone_digest("13812341234") != ""


@pytest.mark.parametrize("written", ["0393-4411234", "(0393)4411234", "4411234", "0393 4411234"])
def test_a_landline_gets_the_area_code_of_puyang(written):
    assert secrecy.normalise_phone(written) == "+863934411234"


@pytest.mark.parametrize(
    "written", ["", "无", "123", "12345", "99999999999", "x" * 200, "13812341234 ext. 5", "\0"]
)
def test_what_is_no_number_is_refused_and_has_no_hash(written):
    with pytest.raises(ValidationError):
        secrecy.normalise_phone(written)
    assert secrecy.phone_digest(written) == ""


@given(st.text(max_size=60))
def test_no_text_breaks_the_hash(text):
    assert len(secrecy.phone_digest(text)) in (0, 64)


class PhoneForm(forms.Form):
    phone = secrecy.PhoneField(required=False)


@pytest.mark.parametrize(
    ("written", "cleaned"), [("138 1234 1234", "+8613812341234"), ("", ""), ("  ", "")]
)
def test_the_form_field_cleans_to_one_form(written, cleaned):
    form = PhoneForm({"phone": written})
    assert form.is_valid()
    assert form.cleaned_data["phone"] == cleaned


def test_the_form_field_says_what_a_number_looks_like():
    assert "11" in PhoneForm({"phone": "123"}).errors["phone"][0]


# ---------------------------------------------------------------- codes


def test_codes_have_eight_characters_that_nobody_confuses():
    for _number in range(200):
        code = secrecy.new_code()
        assert len(code) == 8
        assert not set(code) & set("01OILU" + "abcdefghijklmnopqrstuvwxyz") - {"U"}


def test_a_code_is_known_by_its_hash_alone():
    code = secrecy.new_code()
    stored = secrecy.code_digest(code)
    assert code not in stored
    assert secrecy.code_matches(code, stored)
    assert not secrecy.code_matches(secrecy.new_code(), stored)


@pytest.mark.parametrize("written", ["7k3mpq9x", "7K3M-PQ9X", " 7K3M PQ9X ", "７Ｋ３ＭＰＱ９Ｘ"])
def test_a_code_may_be_typed_as_people_type(written):
    assert secrecy.code_matches(written, secrecy.code_digest("7K3MPQ9X"))


@pytest.mark.parametrize(("code", "stored"), [("", ""), ("7K3MPQ9X", ""), (None, "0" * 64)])
def test_nothing_matches_nothing(code, stored):
    assert not secrecy.code_matches(code, stored)


# ---------------------------------------------------------------- logs


@pytest.mark.parametrize(
    "text",
    [
        "GET /api/v1/complaints/PY-2026-000123-K/?code=7K3MPQ9X 200",
        "GET /track/?number=PY-2026-000123-K&code=7k3mpq9x",
        '{"query_code": "7k3mpq9x"}',
        "X-Query-Code: 7K3M-PQ9X",
        "wrong code 7K3MPQ9X",
        "code%3D7k3mpq9x",
        "sms to 13812341234 failed",
        "sms to +86 138-1234-1234 failed",
        "called 0393-4411234",
        "contact_phone=4411234",
    ],
)
def test_neither_code_nor_number_reaches_a_log(text):
    shown = redact(text)
    assert HIDDEN in shown
    for secret in ("7K3MPQ9X", "7k3mpq9x", "7K3M-PQ9X", "12341234", "1234-1234", "4411234"):
        assert secret not in shown


@pytest.mark.parametrize(
    "text",
    [
        "PY-2026-000123-K accepted at 2026-11-23 20:36:56,121",
        "Notification 1234567890123 cannot be delivered.",
        "POSTGRES is away, AXES: BEGIN version 8.3.1",
        "error code 404 from gateway",
        "the code counts in the database",
        "sha 0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    ],
)
def test_what_is_no_secret_stays_readable(text):
    assert redact(text) == text


@given(st.from_regex(rf"[{codes.ALPHABET}]{{8}}", fullmatch=True))
def test_a_code_in_a_query_never_survives(code):
    assert code not in redact(f"GET /track/?code={code} HTTP/1.1")


def test_arguments_and_tracebacks_are_redacted_too():
    try:
        raise ValueError("13812341234")
    except ValueError as error:
        trace = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", 30, "f.py", 1, "code=%s", ("7K3MPQ9X",), trace)
    assert Redact().filter(record)
    line = logging.Formatter().format(record)
    assert "7K3MPQ9X" not in line
    assert "13812341234" not in line
    assert "ValueError" in line


def test_a_record_without_arguments_may_hold_percent_signs():
    record = logging.LogRecord("x", 30, "f.py", 1, "100 % of code=7K3MPQ9X", (), None)
    Redact().filter(record)
    assert record.getMessage() == f"100 % of code={HIDDEN}"


@pytest.mark.parametrize(("status", "stays"), [(403, False), (404, False), (500, True)])
def test_the_log_keeps_the_stack_of_a_fault_and_none_of_a_refusal(status, stays, caplog):
    record = {"status_code": status, "request": None}
    logger = logging.getLogger("django.request")
    logger.warning("said", exc_info=ValueError("x"), extra=record)
    assert bool(caplog.records[-1].exc_info) is stays
    assert "said" in caplog.text


def test_every_handler_of_the_portal_redacts(settings):
    for handler in settings.LOGGING["handlers"].values():
        assert "redact" in handler["filters"]
