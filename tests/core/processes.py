"""What tests need that start the portal's own programs beside them."""

import os
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection


def environment():
    """Return the environment in which a process works on this test's database and Redis."""
    name = connection.settings_dict["NAME"]
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}")
    return os.environ | {
        "DATABASE_URL": urlunsplit(database),
        "REDIS_URL": settings.REDIS_URL,
        "PORTAL_HOME": str(settings.PORTAL_HOME),
        "PORTAL_ENV": "test",
    }
