"""Fixtures of every test: services, strictness and the cast of people."""

import pytest
from django.db import connection

pytest_plugins = ["tests.services", "tests.strictness", "tests.append_only", "tests.cast"]

CLOSE_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Close what threads and workers of tests left open, before the database is dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(CLOSE_OTHERS)
