"""A portal whose services are its own, and the ORM of the test on its database."""

import contextlib
import tempfile
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connections

from tests.disputes.conftest import at, filed, living
from tests.faults import portal as portals

# cases as the tests of disputes have them
__all__ = ["at", "filed", "living"]


@pytest.fixture(scope="session")
def own_portal(tmp_path_factory, django_db_modify_db_settings):
    """PostgreSQL and Valkey of our own with all tables, for every test of this process."""
    home = tmp_path_factory.mktemp("portal")
    sockets = Path(tempfile.mkdtemp(prefix="puyang-faults-"))
    template = connections["default"].settings_dict["TEST"].get("TEMPLATE")
    with portals.started(home, sockets, template) as portal:
        yield portal


@pytest.fixture
def portal(own_portal, django_db_blocker):
    """The portal with empty tables, its services up; the ORM of the test looks at it."""
    with django_db_blocker.unblock(), looking_at(own_portal):
        portals.empty(own_portal)
        yield own_portal
        own_portal.thaw()
        own_portal.kill(*(part for part in ("beat", "worker", "web") if part in own_portal.running))
        own_portal.start(*(part for part in portals.SERVICES if part not in own_portal.running))


@contextlib.contextmanager
def looking_at(portal):
    """Let the ORM read and write the database of `portal`."""
    ours = connections["default"]
    theirs = ours.copy()
    theirs.settings_dict = ours.settings_dict | {
        "NAME": "portal",
        "USER": "portal",
        "HOST": str(portal.sockets),
        "PORT": "",
        "OPTIONS": {},
    }
    connections["default"] = theirs
    ContentType.objects.clear_cache()  # the other database numbers them its own way
    try:
        yield
    finally:
        theirs.close()
        connections["default"] = ours
        ContentType.objects.clear_cache()
