"""Fixtures of every test: services, strictness and the cast of people."""

import gc

import pytest
from django.db import connection

pytest_plugins = [
    "tests.services",
    "tests.databases",
    "tests.strictness",
    "tests.append_only",
    "tests.ground",
    "tests.cast",
    "tests.samples",
]

# files of few tests that take long: begun last, one worker would be left alone with them
LONG_FIRST = (
    *("test_matrix.py", "secrecy/", "faults/", "journeys/", "scripts/", "test_in_a_browser.py"),
    *("test_hostile_pages.py", "test_demo.py", "test_importing", "test_tick_by_workers.py"),
)
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


def pytest_collection_modifyitems(items):
    """Begin with the files that take long; the tests of a file stay in their order."""
    items.sort(key=lambda item: not any(name in item.nodeid for name in LONG_FIRST))


def pytest_collection_finish():
    """Let the collector of garbage pass over Django and thousands of tests: they stay anyway."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
