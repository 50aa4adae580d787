"""Fixtures that tests of several mechanisms share."""

import pytest

from puyang_property.core.notifications import Address
from tests.core import telling


@pytest.fixture
def occasions():
    """Two occasions to tell: one at any time, one in working hours."""
    telling.register_occasions()


@pytest.fixture
def contact(area, monkeypatch):
    """A record with an e-mail address, as an upper room would have it."""
    place = area("hualong")
    address = Address("resident@example.org", language="en")
    monkeypatch.setattr(type(place), "notification_address", lambda self: address, raising=False)
    return place


@pytest.fixture
def mail_server(settings):
    """A mail server whose fault the test sets."""
    settings.EMAIL_BACKEND = "tests.core.telling.BrokenServer"
    yield telling.BrokenServer
    telling.BrokenServer.fault = None
