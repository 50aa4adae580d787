"""Every field of every form and of the API: no byte brings it down, none is lost or turned."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from disputes.serializers.fields import WordsField
from puyang_property.core.problems import problem
from tests.bad_input.hostile import HOSTILE, form_fields, serializer_fields

FORM_FIELDS, API_FIELDS = dict(form_fields()), dict(serializer_fields())
TEXTS = {n: f for n, f in FORM_FIELDS.items() if isinstance(f, forms.CharField)}
OTHERS = {
    name: field
    for name, field in FORM_FIELDS.items()
    if not isinstance(field, forms.CharField | forms.FileField)
    and getattr(field, "queryset", field) is not None  # the form chooses when it is made
}
ODD = ["a\x00b", HOSTILE, "9" * 400, "1e999", "NaN", "-0", "٣", "\ufeff", "0x1F", "1_0"]
ODDER = ["a\x00b", "\ud800", HOSTILE, 10**400, float("inf"), [], {}, [[1]], {"\ud800": "\ud800"}]


def test_the_forms_are_all_here():
    names = {name.rpartition(".")[0].rpartition(".")[2] for name in FORM_FIELDS}
    assert {"FileForm", "CounterForm", "ReplyForm", "CommunityForm", "LoginForm"} <= names
    assert len(TEXTS) > 60
    assert len(API_FIELDS) > 30


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_nul_is_refused_in_words_by_every_text_field_of_a_form(language):
    with override(language):
        answers = {name: words_of(field.clean, "a\x00b") for name, field in TEXTS.items()}
    assert [name for name, words in answers.items() if not words] == []


def test_every_text_field_of_a_form_keeps_markup_as_it_was_typed_or_refuses_it_in_words():
    turned, refused = {}, set()
    for name, field in TEXTS.items():
        text = HOSTILE[: field.max_length or len(HOSTILE)].strip()
        if type(field) is not forms.CharField:
            continue
        if words_of(field.clean, text):
            refused.add(name.rpartition(".")[2])
        elif field.clean(text) != text:
            turned[name] = field.clean(text)
    assert turned == {}
    assert refused == {"credit_code"}


def test_fields_of_other_kinds_take_or_refuse_odd_values_in_words(db):
    for name, field in OTHERS.items():
        several = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
        for value in ODD:
            words = words_of(field.clean, [value] if several else value)
            assert words != [""], (name, value)


def test_the_api_refuses_odd_values_with_words_that_can_be_sent(db):
    for name, field in API_FIELDS.items():
        field.field_name = field.field_name or name
        for value in ODDER:
            detail = detail_of(field.run_validation, value)
            answer = JSONRenderer().render(problem(400, "x", errors=detail).data)
            assert b'"status":400' in answer, (name, value)


def test_every_text_of_the_api_refuses_what_no_column_holds_and_keeps_markup(db):
    texts = {n: f for n, f in API_FIELDS.items() if type(f) in {serializers.CharField, WordsField}}
    assert len(texts) > 10
    for name, field in texts.items():
        text = HOSTILE[: field.max_length or len(HOSTILE)].strip()
        assert field.run_validation(text) == text, name
        for broken in ("a\x00b", "\ud800"):
            assert detail_of(field.run_validation, broken), (name, broken)


def words_of(clean, value):
    """Return the words of the refusal, or None where the value is taken."""
    try:
        clean(value)
    except ValidationError as refusal:
        return refusal.messages
    return None


def detail_of(validate, value):
    """Return the errors that the API would send, or None where the value is taken."""
    try:
        validate(value)
    except serializers.ValidationError as refusal:
        return refusal.detail
    return None
