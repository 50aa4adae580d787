"""One world for all tests of a file, with a storage of its own; nothing of it is ever committed."""

import io
import logging

import pytest
import redis
from django.conf import settings
from django.test import TestCase, override_settings

from puyang_property.core.redaction import Redact
from tests.secrecy.cases import build


@pytest.fixture(scope="module")
def storage(tmp_path_factory):
    """Return the folder in which the world's files lie."""
    folder = tmp_path_factory.mktemp("files")
    own = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder, "base_url": None},
    }
    with override_settings(STORAGES={**settings.STORAGES, "default": own}):
        yield folder


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, storage):
    """Build the world in a transaction that is rolled back after the file."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
    with django_db_blocker.unblock():
        atomics = TestCase._enter_atomics()
        try:
            yield build()
        finally:
            TestCase._rollback_atomics(atomics)


@pytest.fixture(scope="module")
def log():
    """Return what the portal's handlers write meanwhile, redacted as they do."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("{asctime} {levelname} {name} {message}", style="{"))
    handler.addFilter(Redact())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)
