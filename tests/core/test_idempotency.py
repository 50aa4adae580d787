import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from puyang_property.core import housekeeping, idempotency
from puyang_property.core.models import IdempotencyKey
from tests.factories.core_secrecy import IdempotencyKeyFactory, ThrottleCountFactory

BODY = {"text": "电梯坏了"}


@pytest.fixture
def action():
    """An action that counts how often it ran."""

    def act():
        act.runs += 1
        return {"number": f"PY-{act.runs}", "query_code": "7K3MPQ9X", "on": date(2026, 12, 1)}

    act.runs = 0
    return act


def test_the_same_request_is_carried_out_once_and_answered_the_same(db, action):
    first = idempotency.run_once("file", "key", BODY, action)
    second = idempotency.run_once("file", "key", dict(BODY), action)
    assert action.runs == 1
    assert (first.replayed, second.replayed) == (False, True)
    assert first.answer == second.answer
    assert first.answer["on"] == "2026-12-01"


def test_the_same_key_with_another_body_is_refused(db, action):
    idempotency.run_once("file", "key", BODY, action)
    with pytest.raises(idempotency.KeyReused) as refusal:
        idempotency.run_once("file", "key", {"text": "漏水"}, action)
    assert refusal.value.status == 422
    assert action.runs == 1


def test_scopes_are_apart_and_no_key_is_no_promise(db, action):
    idempotency.run_once("file", "key", BODY, action)
    idempotency.run_once("other", "key", BODY, action)
    idempotency.run_once("file", "", BODY, action)
    idempotency.run_once("file", "", BODY, action)
    assert action.runs == 4


def test_an_action_that_failed_leaves_no_trace_and_may_be_tried_again(db, action):
    def failing():
        ThrottleCountFactory()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        idempotency.run_once("file", "key", BODY, failing)
    assert not IdempotencyKey.objects.exists()
    assert not idempotency.run_once("file", "key", BODY, action).replayed


def test_the_answer_with_its_query_code_is_not_readable_in_the_database(db, action):
    idempotency.run_once("file", "key", BODY, action)
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM core_idempotencykey")
        assert b"7K3MPQ9X" not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize("key", ["x" * 101, "with blank", "中文", "line\nbreak", "\0"])
def test_an_odd_key_is_refused_in_words(db, action, key):
    with pytest.raises(ValidationError):
        idempotency.run_once("file", key, BODY, action)
    assert action.runs == 0


def test_amounts_and_days_make_a_body_too(db, action):
    body = {"amount": Decimal("1.00"), "on": date(2026, 12, 1)}
    idempotency.run_once("file", "key", body, action)
    assert idempotency.run_once("file", "key", body, action).replayed


def test_answers_are_forgotten_after_a_day(db):
    IdempotencyKeyFactory()
    now = timezone.now()
    assert housekeeping.tidy(now + timedelta(hours=23))["answers"] == 0
    assert housekeeping.tidy(now + timedelta(hours=25))["answers"] == 1


def test_the_database_keeps_a_key_once(db):
    row = IdempotencyKeyFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        IdempotencyKeyFactory(scope=row.scope, key=row.key)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_make_one_record():
    inside, go_on, outcomes = threading.Event(), threading.Event(), []

    def slow():
        inside.set()
        assert go_on.wait(20)
        return {"row": ThrottleCountFactory().pk}

    def send(action):
        try:
            outcomes.append(idempotency.run_once("file", "key", BODY, action))
        finally:
            connection.close()

    first = threading.Thread(target=send, args=(slow,))
    first.start()
    assert inside.wait(20)
    second = threading.Thread(target=send, args=(lambda: {"row": ThrottleCountFactory().pk},))
    second.start()
    go_on.set()
    first.join(20)
    second.join(20)
    assert len({outcome.answer["row"] for outcome in outcomes}) == 1
    assert sorted(outcome.replayed for outcome in outcomes) == [False, True]


# ---------------------------------------------------------------- forms


class LetterForm(idempotency.OnceMixin, forms.Form):
    text = forms.CharField()
    photo = forms.FileField(required=False)


def sent(text="电梯坏了", content=b"one", **data):
    files = MultiValueDict({"photo": [SimpleUploadedFile("a.jpg", content)]})
    form = LetterForm({"text": text, **data}, files)
    assert form.is_valid(), form.errors
    return form


def test_each_form_shown_has_a_key_of_its_own():
    one, two = (LetterForm()["once_key"].value() for _ in range(2))
    assert one != two


def test_the_body_of_a_form_is_what_was_typed_and_the_files_themselves():
    key = str(LetterForm()["once_key"].value())
    body = sent(once_key=key, csrfmiddlewaretoken="a", stamp="b").once_body()
    assert body == sent(once_key=key, csrfmiddlewaretoken="c", stamp="d").once_body()
    assert body != sent(text="漏水").once_body()
    assert body != sent(content=b"two").once_body()
    assert sent(once_key=key).cleaned_data["once_key"] == key


def test_reading_the_body_leaves_the_file_to_be_read_again():
    form = sent()
    form.once_body()
    assert form.cleaned_data["photo"].read() == b"one"


def test_a_form_without_a_key_is_simply_sent(db, action):
    form = sent()
    assert form.cleaned_data["once_key"] == ""


def test_a_forged_key_is_a_mistake_in_the_form():
    assert not LetterForm({"text": "x", "once_key": "nonsense"}).is_valid()
