"""A browser without a screen: cookies, forms, no redirects followed."""

import html
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import NamedTuple

FIELD = re.compile(r"<(?:input|textarea)\b[^>]*>")
PATIENCE = 20


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: object
    text: str

    @property
    def data(self):
        """Return the JSON of the answer."""
        return json.loads(self.text)

    def hidden(self):
        """Return the hidden fields of the page as {name: value}."""
        found = {}
        for field in FIELD.findall(self.text):
            words = dict(re.findall(r'(\w+)="([^"]*)"', field))
            if words.get("type") == "hidden":
                found[words["name"]] = html.unescape(words.get("value", ""))
        return found


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


class Browser:
    """Asks one portal."""

    def __init__(self, portal, **headers):
        self.root = f"http://127.0.0.1:{portal.port}"
        self.headers = headers
        self.opener = urllib.request.build_opener(
            _Stay, urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def get(self, path):
        """Return the Answer to GET."""
        return self._ask(urllib.request.Request(self.root + path))

    def post(self, path, fields):
        """Return the Answer to a form."""
        body = urllib.parse.urlencode(fields).encode()
        return self._ask(urllib.request.Request(self.root + path, body))

    def send(self, path, data):
        """Return the Answer to a JSON body."""
        request = urllib.request.Request(self.root + path, json.dumps(data).encode())
        request.add_header("Content-Type", "application/json")
        return self._ask(request)

    def upload(self, path, fields, **files):
        """Return the Answer to a form with files, as browsers send it."""
        mark = "----a-form-of-the-tests"
        parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
        for name, content in files.items():
            head = f'name="{name}"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
            parts.append(head.encode() + content)
        start = f"--{mark}\r\nContent-Disposition: form-data; ".encode()
        body = b"".join(start + part + b"\r\n" for part in parts) + f"--{mark}--\r\n".encode()
        request = urllib.request.Request(self.root + path, body)
        request.add_header("Content-Type", f"multipart/form-data; boundary={mark}")
        return self._ask(request)

    def _ask(self, request):
        for name, value in self.headers.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with self.opener.open(request, timeout=PATIENCE) as response:
                return Answer(response.status, response.headers, response.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read().decode())
