"""Every address of the portal, asked by everybody of the cast: tests/matrix says what they get."""

from collections import Counter
from copy import copy
from functools import partial

import pytest
from django.conf import urls
from django.contrib import admin
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern
from knox.models import AuthToken

from tests.cast import log_in
from tests.matrix import rooms
from tests.matrix.lines import ANY, CAST, EVERYBODY, NOBODY

ROOMS = rooms()
LINES = [line for room in ROOMS.values() for line in room.LINES]
SIGN_IN = ("/login/?", "/admin/login/?")
UNNAMED = ("admin/", "api/<path:rest>")  # redirects of the admin; 404 of the API
A_PART = 160  # lines in one test: everybody signs in anew for each
PARTS = {
    f"{name}-{start}": room.LINES[start : start + A_PART]
    for name, room in ROOMS.items()
    for start in range(0, len(room.LINES), A_PART)
}
API_METHODS = {"get", "post", "put", "patch", "delete"}


def addresses(resolver=None, route="", spaces=()):
    """Yield (name, route, view) of every address."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield ":".join([*spaces, entry.name]) if entry.name else None, here, entry.callback
        else:
            space = [entry.namespace] if entry.namespace else []
            yield from addresses(entry, here, (*spaces, *space))


def methods_of(view):
    """Return the methods of an address that need a line."""
    if hasattr(view, "actions"):  # a viewset
        return {method.upper() for method in view.actions if method in API_METHODS}
    owner = getattr(view, "cls", None)  # another view of the API
    if owner:
        return {m.upper() for m in API_METHODS if hasattr(owner, m)}
    owner = getattr(view, "view_class", None)
    if owner:
        offered = [m for m in ("get", "post") if m in owner.http_method_names]
        return {m.upper() for m in offered if hasattr(owner, m)}
    return set()


# ------------------------------------------------------------------ the table is whole


def test_every_address_has_its_lines():
    known = {(line.url, line.method) for line in LINES}
    urls = {url for url, _method in known}
    missing = set()
    for name, _route, view in addresses():
        if name is None:
            continue
        needed = {(name, method) for method in methods_of(view)}
        missing |= needed - known if needed else {(name, "?")} if name not in urls else set()
    assert not missing, f"Say in tests/matrix who may do this: {sorted(missing)}"


def test_only_redirects_of_the_admin_and_unknown_api_addresses_have_no_name():
    nameless = [route for name, route, _view in addresses() if name is None]
    assert all(route.startswith(UNNAMED) for route in nameless), nameless


def test_every_line_is_an_address_that_exists():
    exist = {name for name, _route, _view in addresses()}
    assert not {line.url for line in LINES} - exist


def test_no_line_stands_twice():
    assert not [line for line, n in Counter(map(str, LINES)).items() if n > 1]


def test_every_register_in_the_admin_has_its_lines():
    shown = {f"admin:{m._meta.app_label}_{m._meta.model_name}" for m in admin.site._registry}
    assert shown == {u.removesuffix("_changelist") for u in _urls() if u.endswith("_changelist")}


def _urls():
    return {line.url for line in LINES if line.url.startswith("admin:")}


# ------------------------------------------------------------------ everybody knocks everywhere


class Samples:
    """The cast by name, and objects that lie in 京东社区, each made when first asked for."""

    def __init__(self, area, people):
        self.area = area
        self.__dict__.update(people)

    def __getattr__(self, name):
        for room in ROOMS.values():
            if name in room.MAKERS:
                made = self.__dict__[name] = room.MAKERS[name](self)
                return made
        raise AttributeError(name)

    def arguments(self, url):
        """Return the arguments of the address."""
        for room in ROOMS.values():
            if url in room.SAMPLES:
                return room.SAMPLES[url](self)
            register, _underscore, page = url.rpartition("_")
            if register in room.SAMPLES and page in {"change", "delete", "history"}:
                return {"object_id": room.SAMPLES[register](self).pk}
        return {}


@pytest.fixture
def samples(request, area):
    return Samples(area, {who: request.getfixturevalue(who) for who in CAST})


@pytest.fixture
def doors(samples):
    """Return (page clients, API headers) of everybody."""
    clients = {who: log_in(getattr(samples, who)) for who in CAST}
    for client in clients.values():
        client.get("/account/")  # notes the beginning of the session, once for all knocks
    headers = {}
    for who in CAST:
        _instance, token = AuthToken.objects.create(user=getattr(samples, who))
        headers[who] = {"HTTP_AUTHORIZATION": f"Token {token}"}
    return clients | {NOBODY: Client()}, headers | {NOBODY: {}}


@pytest.fixture
def _bare_refusals(monkeypatch):
    """Answer 403 and 404 without their pages: half of all knocks get one, and always the same."""
    for status in (403, 404):
        bare = partial(HttpResponse, status=status)
        monkeypatch.setattr(urls, f"handler{status}", lambda *_a, bare=bare, **_k: bare())


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.usefixtures("_bare_refusals")
def test_everybody_gets_what_the_matrix_says(part, samples, doors):
    faults = []
    for line in PARTS[part]:
        url = reverse(line.url, kwargs=samples.arguments(line.url))
        for who in sorted(EVERYBODY):
            got, status = knock(line, url, who, doors)
            expected = line.expected(who)
            if line.status is ANY and got == "go":
                got = "yes"
            exact = line.method == "GET" and line.status is not ANY
            if got != expected or (got == "yes" and exact and status != line.status):
                faults.append(f"{line}: {who} gets {got} ({status}), not {expected}")
    assert not faults, "\n".join(faults)


def knock(line, url, who, doors):
    """Return the word for what `who` gets, and the status; whatever it changed is undone."""
    clients, headers = doors
    cache.clear()  # throttles are another test's matter
    with transaction.atomic():
        if url.startswith("/api/"):
            kind = "application/json"
            answer = Client().generic(line.method, url, "{}", kind, **headers[who])
        else:
            client = clients[who]
            cookies = copy(client.cookies)
            answer = getattr(client, line.method.lower())(url)
            client.cookies = cookies
        if answer.streaming:
            b"".join(answer.streaming_content)  # and so closes the file
        transaction.set_rollback(True)
    return word_for(answer), answer.status_code


def word_for(answer):
    """Return the word of the table for an answer."""
    status = answer.status_code
    if status == 401 or (status == 302 and answer["Location"].startswith(SIGN_IN)):
        return "login"
    if status == 302 and answer.wsgi_request.method == "GET":
        return "go"
    return {403: "no", 404: "hidden", 405: "wrong method"}.get(status, "yes")
