"""Transactional tests empty the tables that they filled, also those that nobody else may empty."""

from functools import cache

import pgtrigger
import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

STAYING = {ContentType._meta.db_table, Permission._meta.db_table}  # written by migrations


@pytest.fixture(scope="session", autouse=True)
def _empty_what_is_filled():
    """Delete the rows of a test instead of truncating every table and writing permissions anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: empty())
        yield


def empty():
    """Delete every row that the tables of the portal hold; history allows it to nobody else."""
    with pgtrigger.ignore(), transaction.atomic(), connection.cursor() as cursor:
        for table in filled(cursor):
            cursor.execute(f"DELETE FROM {quoted(table)}")


def filled(cursor):
    """Return the names of the tables that hold rows."""
    asked = [f"SELECT '{t}' WHERE EXISTS (SELECT FROM {quoted(t)})" for t in tables()]
    cursor.execute(" UNION ALL ".join(asked))
    return [name for (name,) in cursor.fetchall()]


@cache
def tables():
    """Return the tables of the portal whose rows are written by tests."""
    return sorted({*connection.introspection.django_table_names(only_existing=True)} - STAYING)


def quoted(table):
    """Return the name of a table as SQL has it."""
    return connection.ops.quote_name(table)
