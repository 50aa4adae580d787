"""What many tests stand on is laid once and stays while the tests of a file ask for it.

Each layer (places, calendar, categories, rules, each person of the cast) lies in a savepoint of
its own around the test's transaction. Before a test, layers that it did not ask for are rolled
back and missing ones are laid, by the code that its fixtures would run: it finds the same rows as
if they had just been written, and whatever it changes is rolled back as ever. A transactional
test, and a fixture that a test asks for at run time, find nothing laid and write for themselves.
"""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TestCase

from accounts.loading import load_areas, read_areas
from accounts.models import Area
from disputes.models import Category
from puyang_property.core import rulebook
from puyang_property.core.calendar import current_calendar
from tests.factories.core_clock import load_calendar

AREAS = (
    "hualong-zhongyuanlu-jingdong",
    "hualong-zhongyuanlu-yubei",
    "hualong-shenglilu-jinlianhua",
    "hualong-yuecun",
    "puyangxian-chengguan",
    "qingfeng-chengguan",
    "jingkaiqu-kunwu",
    "gongyeyuanqu-changhu",
    "shifanqu",
)
LAYERS = {  # fixture → what writes it, in the order in which layers lie on each other
    "areas": lambda: load_areas(read_areas(keys=AREAS)),
    "calendar": load_calendar,
    "categories": lambda: call_command("load_categories", verbosity=0),
    "rules": rulebook.load,
}
OWN_TRANSACTIONS = {"transactional_db", "live_server"}


class Ground:
    """The layers that lie now, the lowest first."""

    def __init__(self):
        self.laid = []

    def __contains__(self, name):
        return name in [name for name, _atomics in self.laid]

    def offer(self, asked):
        """Let exactly the layers that are `asked` for lie."""
        wanted = [name for name in LAYERS if name in asked]
        kept = 0
        for (name, _atomics), other in zip(self.laid, wanted, strict=False):
            if name != other:
                break
            kept += 1
        self.clear(down_to=kept)
        for name in wanted[kept:]:
            self.lay(name)

    def lay(self, name):
        """Write a layer in a savepoint of its own, every constraint asked."""
        self.laid.append((name, TestCase._enter_atomics()))
        LAYERS[name]()
        connection.check_constraints()  # else each test would ask them again

    def clear(self, down_to=0):
        """Roll back the layers above the lowest `down_to`."""
        while len(self.laid) > down_to:
            _name, atomics = self.laid.pop()
            TestCase._rollback_atomics(atomics)


GROUND = Ground()


@pytest.fixture(scope="module", autouse=True)
def _own_ground(request):
    """Leave no layer to the next file: its fixtures may open transactions of their own."""
    yield
    if GROUND.laid:
        with request.getfixturevalue("django_db_blocker").unblock():
            GROUND.clear()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    """Clear the ground before a browser starts.

    Playwright runs an event loop in this thread, and from then on Django keeps its connections
    elsewhere: layers on the old one would be out of sight, and hold their locks for good.
    """
    if fixturedef.argname == "playwright" and GROUND.laid:
        with request.getfixturevalue("django_db_blocker").unblock():
            GROUND.clear()
    return (yield)


@pytest.fixture
def _ground(request, django_db_setup, django_db_blocker):
    """Lay what the test asks for, before its own transaction begins."""
    marker = request.node.get_closest_marker("django_db")
    asked = set(request.fixturenames)
    with django_db_blocker.unblock():
        if asked & OWN_TRANSACTIONS or (marker and marker.kwargs.get("transaction")):
            asked = set()
        GROUND.offer(asked)
        yield
        if connection.closed_in_transaction:  # by the test: nothing is left to roll back to
            GROUND.clear()


@pytest.fixture
def _django_db_helper(_ground, _django_db_helper):
    """Begin the test's own transaction on the ground."""


@pytest.fixture
def areas(db):
    """The handful of places on which the cast works, keyed by their keys."""
    if "areas" not in GROUND:
        LAYERS["areas"]()
    return {area.key: area for area in Area.objects.all()}


@pytest.fixture
def area(areas):
    """Return a place by key."""
    return areas.__getitem__


@pytest.fixture
def calendar(db):
    """The real calendar, 2004 to 2026."""
    return current_calendar() if "calendar" in GROUND else load_calendar()


@pytest.fixture
def categories(db):
    """The shipped categories by slug."""
    if "categories" not in GROUND:
        LAYERS["categories"]()
    return {category.slug: category for category in Category.objects.all()}


@pytest.fixture
def rules(db):
    """The settings of every rule as they are shipped."""
    if "rules" not in GROUND:
        rulebook.load()
