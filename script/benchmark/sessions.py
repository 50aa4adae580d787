"""Different members of staff, each logged in through the portal's own pages."""

import base64
import hashlib
import hmac
import struct
import time

from benchmark.browser import Browser, Wrong


def totp(secret):
    """Return the code of now (RFC 6238)."""
    moment = struct.pack(">Q", int(time.time()) // 30)
    mac = hmac.new(base64.b32decode(secret), moment, hashlib.sha1).digest()
    start = mac[-1] & 15
    number = struct.unpack(">I", mac[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def log_in(port, login):
    """Return a browser in which `login` is at work."""
    browser = Browser(port, address=f"10.1.{hash(login.username) % 250}.7", user=login)
    browser.get("/login/").expect(200)
    fields = {"username": login.username, "password": login.password}
    browser.post("/login/", fields).expect(302)
    if login.totp_secret:
        browser.get("/login/code/").expect(200)
        browser.post("/login/code/", {"code": totp(login.totp_secret)}).expect(302)
    answer = browser.get("/desk/")
    if answer.status != 200:
        raise Wrong(f"{login.username} is not at the desk: {answer.status} {answer.headers}")
    return browser
