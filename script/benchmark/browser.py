"""A small browser: one kept connection, cookies, forms. Every answer is checked."""

import http.client
import json
import random
import re
import time
import urllib.parse
import uuid
from dataclasses import dataclass, field
from html import unescape

INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'(\w[\w-]*)="([^"]*)"')
TIMEOUT = 120
IDLE = 1.0  # seconds; gunicorn keeps a silent connection for two


class Wrong(Exception):
    """The portal answered otherwise than it must: the scenario fails."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        """Return the body as text."""
        return self.body.decode()

    def expect(self, status, *marks):
        """Raise Wrong unless the status is right and the body holds all `marks`."""
        if self.status != status:
            raise Wrong(f"status {self.status} instead of {status}: {self.text[:300]}")
        for mark in marks:
            if mark.encode() not in self.body:
                raise Wrong(f"the page lacks {mark!r}: {_words(self.text)[:300]}")
        return self

    def hidden(self):
        """Return the hidden fields of the page's forms."""
        found = (dict(ATTRIBUTE.findall(tag)) for tag in INPUT.findall(self.text))
        return {
            tag["name"]: unescape(tag.get("value", ""))
            for tag in found
            if tag.get("type") == "hidden" and "name" in tag
        }


@dataclass
class Browser:
    """One reader; `address` is what the proxy in front of the portal would report."""

    port: int
    address: str = ""
    cookies: dict = field(default_factory=dict)
    user: object = None
    connection: object = None
    used_at: float = 0.0

    def get(self, path, **headers):
        """Ask for a page."""
        return self.send("GET", path, None, headers)

    def post(self, path, fields, files=(), **headers):
        """Send a form, with `files` as (name, file name, type, bytes)."""
        fields = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields}
        if files:
            body, kind = multipart(fields, files)
        else:
            body, kind = urllib.parse.urlencode(fields).encode(), FORM
        return self.send("POST", path, body, {"Content-Type": kind, **headers})

    def post_json(self, path, data, **headers):
        """Send JSON to the API."""
        body = json.dumps(data, ensure_ascii=False).encode()
        return self.send("POST", path, body, {"Content-Type": "application/json", **headers})

    def send(self, method, path, body, headers):
        """Send one request over the kept connection and read the whole answer."""
        response = self.open(path, method, body, headers)
        answer = Answer(response.status, dict(response.getheaders()), response.read())
        self.used_at = time.monotonic()
        for cookie in response.msg.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def open(self, path, method="GET", body=None, headers=()):
        """Send one request and return what http.client has begun to read."""
        sent = {"X-Forwarded-For": self.address or anywhere(), **dict(headers)}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if time.monotonic() - self.used_at > IDLE:  # the server may be hanging up right now
            self.close()
        self.used_at = time.monotonic()
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        self.connection.request(method, path, body, sent)
        return self.connection.getresponse()

    def close(self):
        """Hang up."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


FORM = "application/x-www-form-urlencoded"


def multipart(fields, files):
    """Return body and type of a form with files."""
    boundary = uuid.uuid4().hex
    parts = []
    for name, value in fields.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        parts += [head.encode(), str(value).encode(), b"\r\n"]
    for name, file_name, kind, content in files:
        head = (
            f"--{boundary}\r\nContent-Disposition: form-data; "
            f'name="{name}"; filename="{file_name}"\r\nContent-Type: {kind}\r\n\r\n'
        )
        parts += [head.encode(), content, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


def anywhere():
    """Return an address: residents come from everywhere, each within the limit of the portal."""
    return ".".join(str(random.randint(1, 254)) for _ in range(4))


def _words(page):
    """Return the words of a page, for an error message."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.partition("<main")[2]).split())
