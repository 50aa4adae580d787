from io import StringIO

import pytest
from django import forms
from django.core.exceptions import FieldError, ImproperlyConfigured, ValidationError
from django.core.management import call_command
from django.db import connection

from puyang_property.core import history
from puyang_property.core.models import IdempotencyKey
from puyang_property.core.secrecy import EncryptedTextField, Secret, keys, masks, sealing
from tests.factories.core_secrecy import IdempotencyKeyFactory

NAME = "张三丰"


def stored(row):
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM core_idempotencykey WHERE id = %s", [row.pk])
        return cursor.fetchone()[0]


def test_the_database_holds_no_readable_word(db):
    row = IdempotencyKeyFactory(answer=NAME)
    assert NAME.encode() not in bytes(stored(row))
    assert IdempotencyKey.objects.get().answer.open() == NAME


def test_the_same_words_look_different_each_time(db):
    one, two = IdempotencyKeyFactory.create_batch(2, answer=NAME)
    assert bytes(stored(one)) != bytes(stored(two))


@pytest.mark.parametrize("nothing", ["", None, "   "])
def test_nothing_is_stored_as_null(db, nothing):
    row = IdempotencyKeyFactory(answer=nothing)
    assert stored(row) is None
    fresh = IdempotencyKey.objects.get(answer__isnull=True)
    assert not fresh.answer
    assert fresh.answer.open() == ""


def test_a_secret_does_not_show_itself(db):
    row = IdempotencyKey.objects.get(pk=IdempotencyKeyFactory(answer=NAME).pk)
    assert bool(row.answer)
    for shown in (str(row.answer), f"{row.answer}", repr(row.answer), history.plain(row.answer)):
        assert NAME not in shown


def test_what_is_assigned_is_a_secret_at_once():
    assert isinstance(IdempotencyKey(answer=NAME).answer, Secret)


def test_saving_again_does_not_encrypt_the_cipher(db):
    row = IdempotencyKeyFactory(answer=NAME)
    row.refresh_from_db()
    row.save()
    row.refresh_from_db()
    assert row.answer.open() == NAME


def test_a_deferred_secret_is_read_when_it_is_asked_for(db):
    IdempotencyKeyFactory(answer=NAME)
    assert IdempotencyKey.objects.defer("answer").get().answer.open() == NAME


@pytest.mark.parametrize("lookup", ["answer", "answer__contains", "answer__in", "answer__length"])
def test_nobody_can_search_for_a_secret(db, lookup):
    with pytest.raises(FieldError):
        IdempotencyKey.objects.filter(**{lookup: NAME}).exists()


def test_a_new_first_key_encrypts_and_the_old_one_still_reads(db, settings):
    row = IdempotencyKeyFactory(answer=NAME)
    settings.CONTACT_KEYS = "a brand new key\n" + settings.CONTACT_KEYS
    row.refresh_from_db()
    assert row.answer.open() == NAME
    newer = IdempotencyKeyFactory(answer=NAME)
    settings.CONTACT_KEYS = "a brand new key"
    newer.refresh_from_db()
    assert newer.answer.open() == NAME


@pytest.mark.parametrize("value", ["", "\n , \n"])
def test_without_a_key_nothing_is_encrypted(settings, value):
    settings.CONTACT_KEYS = value
    with pytest.raises(ImproperlyConfigured):
        keys.cipher()


def test_without_a_root_key_nothing_is_hashed(settings):
    settings.DIGEST_KEY = ""
    with pytest.raises(ImproperlyConfigured):
        keys.digest("phone", "+8613812341234")


def test_each_purpose_has_a_hash_of_its_own():
    assert keys.digest("phone", "x") != keys.digest("query code", "x")
    assert keys.digest("phone", "x") == keys.digest("phone", "x")


class KeyForm(forms.ModelForm):
    class Meta:
        model = IdempotencyKey
        fields = ["answer"]


def test_a_form_shows_dots_and_sending_them_back_changes_nothing(db):
    row = IdempotencyKeyFactory(answer=NAME)
    row.refresh_from_db()
    assert NAME not in str(KeyForm(instance=row))
    form = KeyForm({"answer": masks.DOTS}, instance=row)
    assert form.is_valid()
    form.save()
    row.refresh_from_db()
    assert row.answer.open() == NAME


def test_a_form_writes_new_words(db):
    form = KeyForm({"answer": "李四"}, instance=IdempotencyKeyFactory(answer=NAME))
    form.save()
    assert IdempotencyKey.objects.get().answer.open() == "李四"


def test_a_secret_that_must_be_given_and_one_that_is_too_long_are_refused():
    field = EncryptedTextField("name", max_length=3, name="name")
    with pytest.raises(ValidationError):
        field.clean("", None)
    assert field.formfield().max_length == 3


def test_secrets_do_not_travel_in_fixtures(db):
    row = IdempotencyKeyFactory(answer=NAME)
    assert row._meta.get_field("answer").value_to_string(row) == ""


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (masks.mask_phone, "+8613812341234", "138****1234"),
        (masks.mask_phone, "+863934411234", "****234"),
        (masks.mask_phone, "110", "***"),
        (masks.mask_phone, "", ""),
        (masks.mask_name, "张三丰", "张**"),
        (masks.mask_name, "张三", "张*"),
        (masks.mask_name, "欧阳修文", "欧**"),
        (masks.mask_name, "张", "张*"),
        (masks.mask_name, " ", ""),
        (masks.mask_email, "lihua@example.org", "l***@example.org"),
        (masks.mask_email, "nonsense", "••••"),
        (masks.mask_text, "", ""),
    ],
)
def test_a_mask_shows_enough_to_recognise(mask, text, shown):
    assert mask(text) == shown


def test_a_secret_is_masked_as_its_kind_says():
    assert Secret(plain="+8613812341234", kind="phone").masked == "138****1234"
    assert Secret(plain="", kind="name").masked == ""


def test_after_reencrypting_the_old_key_is_needed_no_more(db, settings):
    rows = IdempotencyKeyFactory.create_batch(3, answer=NAME)
    empty = IdempotencyKeyFactory(answer="")
    settings.CONTACT_KEYS = "a brand new key\n" + settings.CONTACT_KEYS
    out = StringIO()
    call_command("reencrypt_contacts", stdout=out)
    assert "core.IdempotencyKey: 3 rows." in out.getvalue()
    settings.CONTACT_KEYS = "a brand new key"
    for row in rows:
        row.refresh_from_db()
        assert row.answer.open() == NAME
    empty.refresh_from_db()
    assert not empty.answer


def test_only_a_default_of_its_own_goes_into_migrations():
    assert "default" not in EncryptedTextField().deconstruct()[3]
    assert EncryptedTextField(default="?").deconstruct()[3]["default"] == "?"


@pytest.mark.parametrize("text", ["", "nonsense", "gAAAAABnonsense"])
def test_what_was_not_sealed_here_is_not_opened(text):
    assert sealing.unseal(text) is None
