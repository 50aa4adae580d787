"""Each test process has its own Redis index and data folder; nothing of a portal is touched."""

import os
import re
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.test import override_settings

from puyang_property.celery import app
from puyang_property.core import patience

_override = pytest.StashKey()


def pytest_configure(config):
    """Point the settings to this process's own corner."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    override = override_settings(**corner(worker))
    override.enable()
    app.conf.broker_url = settings.CELERY_BROKER_URL
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop of its own
    config.stash[_override] = override


def pytest_unconfigure(config):
    """Put the settings back."""
    if override := config.stash.get(_override, None):
        override.disable()


def corner(worker):
    """Return the settings of one test process."""
    home = Path(settings.PORTAL_HOME) / "tests" / worker
    (home / "static").mkdir(parents=True, exist_ok=True)
    # Further than the portal's own index: emptying it between tests must never empty a portal.
    url = with_index(settings.REDIS_URL, 1 + int(worker.removeprefix("gw")))
    return {
        "PORTAL_HOME": home,
        "STATIC_ROOT": home / "static",
        "EMAIL_FILE_PATH": home / "mail",
        "REDIS_URL": url,
        "CELERY_BROKER_URL": url.replace("unix://", "redis+socket://").replace(
            "?db=", "?virtual_host="
        ),
        "CACHES": {"default": settings.CACHES["default"] | {"LOCATION": url}},
        "STORAGES": {
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": home / "files", "base_url": None},
            },
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    }


def with_index(url, further):
    """Return the Redis URL whose database index is `further` along."""
    mark = "?db=" if url.startswith("unix:") else "/"
    base, found, index = re.fullmatch(rf"(.*?)(?:({re.escape(mark)})(\d*))?", url).groups()
    return f"{base}{found or mark}{int(index or 0) + further}"


@pytest.fixture(autouse=True)
def _fresh_redis(request):
    """Empty this process's Redis index before each test that uses services, and trust it anew."""
    patience.ask_again()
    if {"db", "transactional_db", "redis_client"} & set(request.fixturenames):
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            client.flushdb()


@pytest.fixture
def redis_client():
    """Return a client of this process's Redis index."""
    with redis.Redis.from_url(settings.REDIS_URL, decode_responses=True) as client:
        yield client
