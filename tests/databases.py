"""The tables are made once in a run: the database of each worker is a copy of one template."""

from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import blocking_manager_key

LOCK = 20170023  # of PostgreSQL: who holds it makes the template, the others wait
EAGER = "gw0"  # makes it while the others collect
_run = pytest.StashKey()


def pytest_sessionstart(session):
    """Begin to make the template before tests are collected: so no worker waits for another."""
    name = template(session.config)
    if name and session.config.workerinput["workerid"] == EAGER:
        with session.config.stash[blocking_manager_key].unblock():
            ensure(name)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Note in the process that leads the workers how this run is called."""
    node.config.stash[_run] = node.workerinput["testrunuid"]


def pytest_sessionfinish(session):
    """Drop the template when all workers are done."""
    if run := session.config.stash.get(_run, None):
        with session.config.stash[blocking_manager_key].unblock():
            drop(called(run))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings, django_db_blocker):
    """Copy the template instead of migrating, when this process is one of several workers."""
    if name := template(request.config):
        with django_db_blocker.unblock():
            ensure(name)
        connection.settings_dict["TEST"]["TEMPLATE"] = name


def template(config):
    """Return the name of this run's template; None in a process alone or with a database kept."""
    run = getattr(config, "workerinput", {}).get("testrunuid")
    return called(run) if run and not config.getvalue("reuse_db") else None


def called(run):
    """Return the name of the template of a run."""
    return f"test_{settings.DATABASES['default']['NAME']}_{run[:12]}"


def ensure(name):
    """Make the template unless another worker has made it."""
    with connection._nodb_cursor() as cursor:  # its end gives the lock back
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if connection.creation._database_exists(cursor, name):
            return
        with named(f"{name}_unfinished") as unfinished:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()
        quote = connection.ops.quote_name
        cursor.execute(f"ALTER DATABASE {quote(unfinished)} RENAME TO {quote(name)}")


@contextmanager
def named(name):
    """Let the test database be called `name` and put every setting back afterwards."""
    own, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    before = test["NAME"]
    test["NAME"] = name
    try:
        yield name
    finally:
        test["NAME"] = before
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = own


def drop(name):
    """Drop the template."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)}")
