"""No test reaches another machine, inherits a language, or shows a variable that does not exist."""

import copy
import ipaddress
import socket
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import FilterExpression, Node
from django.template.defaultfilters import default, default_if_none
from django.test import override_settings
from django.utils import translation

_undo = pytest.StashKey()
ROOT = Path(__file__).resolve().parent.parent


class OutsideNetwork(AssertionError):
    """A test tried to reach another machine."""


class UndefinedVariable(AssertionError):
    """A template of ours used a variable that its view did not give it."""


def pytest_configure(config):
    """Close the network and make the template engine strict."""
    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", only_here(socket.socket.connect))
    patch.setattr(socket.socket, "connect_ex", only_here(socket.socket.connect_ex))
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = Undefined()
    override = override_settings(TEMPLATES=templates)
    override.enable()
    config.stash[_undo] = (patch.undo, override.disable)


def pytest_unconfigure(config):
    """Open both again."""
    for undo in config.stash.get(_undo, ()):
        undo()


def only_here(connect):
    """Wrap a socket's `connect` so that it refuses addresses of other machines."""

    def guarded(self, address):
        if self.family != socket.AF_UNIX and not is_here(address[0]):
            raise OutsideNetwork(f"A test wants to reach {address}.")
        return connect(self, address)

    return guarded


def is_here(host):
    """Tell whether a host is this machine."""
    try:
        return host in ("localhost", "") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Undefined(str):
    """What an undefined variable becomes: nothing in foreign templates, a failure in ours.

    Django asks `if string_if_invalid` exactly when a variable is missing where it would be shown.
    """

    __slots__ = ()

    def __bool__(self):
        expression = sys._getframe(1).f_locals.get("self")
        if isinstance(expression, FilterExpression) and not has_default(expression):
            origin = origin_of_caller()
            if origin.startswith(f"{ROOT}/") and "/site-packages/" not in origin:
                raise UndefinedVariable(f"{expression.token} is undefined in {origin}")
        return False

    def __deepcopy__(self, memo):
        return self


def has_default(expression):
    """Tell whether the template itself says what to show instead."""
    return bool(expression.filters) and expression.filters[0][0] in (default, default_if_none)


def origin_of_caller():
    """Return the path of the template that is being rendered."""
    frame = sys._getframe(2)
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return str(node.origin.name)
        frame = frame.f_back
    return ""


@pytest.fixture(autouse=True)
def _default_language():
    """Begin each test in the portal's language: a page asked for before may have left another."""
    translation.activate(settings.LANGUAGE_CODE)
