"""New rows are told from those that are there, by the statement that writes them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from puyang_property.core.inserting import insert_new
from puyang_property.core.models.idempotency import IdempotencyKey

pytestmark = pytest.mark.django_db


def keys(*names):
    return [IdempotencyKey(scope="test", key=name, body_digest="") for name in names]


def test_new_rows_come_back_with_their_keys_and_old_ones_stay_as_they_are():
    [old] = insert_new(keys("a"), told_by=("scope", "key"))
    IdempotencyKey.objects.filter(pk=old.pk).update(body_digest="kept")
    with CaptureQueriesContext(connection) as asked:
        new = insert_new(keys("b", "a", "c"), told_by=("scope", "key"))
    assert len(asked) == 1
    assert [row.key for row in new] == ["b", "c"]
    assert all(IdempotencyKey.objects.get(key=row.key).pk == row.pk for row in new)
    assert IdempotencyKey.objects.get(key="a").body_digest == "kept"


def test_a_new_row_can_be_changed_and_saved():
    [row] = insert_new(keys("a"), told_by=("scope", "key"))
    row.answer = "said"
    row.save(update_fields=["answer"])
    assert IdempotencyKey.objects.get().answer.open() == "said"


def test_nothing_to_insert_asks_nothing():
    with CaptureQueriesContext(connection) as asked:
        assert insert_new([], told_by=("key",)) == []
    assert not asked.captured_queries
