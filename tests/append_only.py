"""Transactional tests empty the tables that nobody else may empty."""

import pgtrigger
import pytest
from django.test import TransactionTestCase


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_triggers():
    """Flush under pgtrigger.ignore(): history refuses TRUNCATE to everybody else."""
    flush = TransactionTestCase._fixture_teardown

    def flush_unhindered(self):
        with pgtrigger.ignore():
            flush(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_unhindered)
        yield
