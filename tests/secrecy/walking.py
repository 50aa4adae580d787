"""Somebody walks through the portal: every address, every link and form, every page of a list."""

import html
import re
from dataclasses import dataclass, field
from functools import cache as kept
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, resolve
from knox.models import AuthToken

from tests.cast import PEOPLE, log_in

NOBODY, RESIDENT = "nobody", "resident"
LINK = re.compile(r"""\s(?:href|src|action|data-url|(?:data-)?hx-get)=["']?([^"'\s>]+)""")
JSON_LINK = re.compile(r'"(?:next|previous|status_url)":\s*"([^"]+)"')
NOT_WALKED = ("/static/", "/admin/jsi18n/", "/logout", "/track/leave/")
EACH = 1  # of addresses that differ in values only, beyond those a walk starts from
MOST_NAMES = 1
PAGE = "cursor"  # of a list: read to its end


@dataclass
class Visitor:
    """Who walks: a role of staff somewhere, a resident with a pass, or nobody."""

    name: str
    role: str
    key: str = ""  # where the post is
    own: str = ""  # the resident's case
    client: Client = field(default_factory=Client)
    headers: dict = field(default_factory=dict)

    def __str__(self):
        return self.name

    def covers(self, places):
        """Tell whether the post's area covers one of the `places`."""
        return self.key == "puyang" or any(
            f"{place}-".startswith(f"{self.key}-") for place in places
        )


def staff(world, name):
    """Return somebody of the cast, signed in and with a token."""
    role, key, _called = PEOPLE[name]
    user = world.people[name]
    _row, token = AuthToken.objects.create(user=user)
    headers = {"HTTP_AUTHORIZATION": f"Token {token}"}
    return Visitor(name, role or "stranger", key or "", client=log_in(user), headers=headers)


def resident(world, name):
    """Return the resident of the case `name`, who has shown number and code."""
    visitor = Visitor(f"resident of {name}", RESIDENT, own=name)
    cache.clear()
    sent = {"number": world.complaints[name].number, "code": world.codes[name]}
    assert visitor.client.post("/track/", sent).status_code == 302
    visitor.headers = {"HTTP_X_QUERY_CODE": world.codes[name]}
    return visitor


@dataclass
class Sight:
    """One answer: whose, from where, with which canaries in it."""

    visitor: Visitor
    place: str  # the name of the address, "POST " before it where it was sent something
    url: str
    status: int
    found: frozenset
    headers: dict


class Walk:
    """All answers that one visitor gets, found by following everything."""

    def __init__(self, world, visitor, *, follows=True):
        """Start at no address; who does not follow links asks only the addresses given."""
        self.world, self.visitor, self.follows = world, visitor, follows
        self.sights, self.queue, self.known = [], [], set()
        self.seen_of_kind = {}

    def go(self, *starts):
        """Walk from `starts` until nothing new is found; return the sights."""
        for url in starts:
            self.note(url, "/", always=True)
        while self.queue:
            url = self.queue.pop()
            answer = self.ask(url)
            for link in links_of(answer) if self.follows else ():
                self.note(link, url)
        return self.sights

    def note(self, link, base, always=False):
        """Remember an address of this portal that was not asked yet."""
        parts = urlsplit(urljoin(f"http://testserver{base}", link))
        if parts.netloc != "testserver" or parts.path.startswith(NOT_WALKED):
            return
        query = sorted(parse_qsl(parts.query, keep_blank_values=True))
        url = f"{parts.path}?{urlencode(query)}" if query else parts.path
        if url in self.known or not (always or self.is_worth_it(parts.path, query)):
            return
        self.known.add(url)
        self.queue.append(url)

    def is_worth_it(self, path, query):
        """Tell whether the address may show what its likes did not: a few of each kind do."""
        names = tuple(name for name, _value in query)
        if PAGE in names:
            return True
        if len(names) > MOST_NAMES:
            return False
        kind = (view_at(path), self.world.state_of(path), names)
        self.seen_of_kind[kind] = self.seen_of_kind.get(kind, 0) + 1
        return self.seen_of_kind[kind] <= EACH

    def ask(self, url, method="GET", data=None, **extra):
        """Get one answer and keep what it shows."""
        client, headers = self.visitor.client, {}
        if url.startswith("/api/"):
            client, headers = Client(), self.visitor.headers
        cache.clear()  # throttles are another test's matter
        answer = client.generic(method, url, **headers) if data is None else None
        if answer is None:
            answer = client.post(url, data, **headers, **extra)
        self.keep(answer, url, method if data is None else "POST")
        return answer

    def keep(self, answer, url, method):
        """Keep what an answer shows: body, headers and cookies."""
        place = view_at(urlsplit(url).path)
        if method == "POST":
            place = f"POST {place}"
        head = "\n".join(f"{k}: {v}" for k, v in answer.headers.items())
        shown = body_of(answer)
        found = self.world.flock.found_in(shown)
        found |= self.world.flock.found_in(f"{head}\n{answer.cookies.output()}")
        found -= self.world.flock.found_in(url)  # the visitor's own words, given back
        headers = dict(answer.headers)
        self.sights.append(
            Sight(self.visitor, place, url, answer.status_code, frozenset(found), headers)
        )


@kept
def view_at(path):
    """Return the name of the address that answers at `path`, or the path: all ask the same ones."""
    try:
        return resolve(unquote(path)).view_name or path
    except Resolver404:
        return path


def body_of(answer):
    """Return the whole body as bytes; what is streamed is read once and kept."""
    if not answer.streaming:
        return answer.content
    return b"".join(answer.streaming_content)


def links_of(answer):
    """Return where an answer leads."""
    if answer.streaming:
        return []
    kind = answer.headers.get("Content-Type", "")
    if "Location" in answer.headers:
        return [answer.headers["Location"]]
    if kind.startswith("text/html"):
        return [html.unescape(link) for link in LINK.findall(answer.content.decode())]
    if kind.startswith("application/json"):
        return JSON_LINK.findall(answer.content.decode())
    return []
