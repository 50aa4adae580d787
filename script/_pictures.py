"""What `script/pictures` does: walk through a demo portal, take pictures, make them small."""

import base64
import binascii
import io
import json
import os
import shutil
import time
from contextlib import contextmanager

from django_otp.oath import TOTP
from PIL import Image
from playwright.sync_api import sync_playwright

PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1280, "height": 860}}
LARGEST = 200_000
PATIENCE = 4  # seconds: the form takes whoever is quicker for a machine
WORDS = "电梯已停运三天，楼上老人下不了楼，报修电话一直没人接。"


def main(folder, url, logins_file):
    """Take all pictures into `folder`; return the exit code."""
    logins = json.loads(logins_file.read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as play:
        options = {"executable_path": chromium, "args": ["--no-sandbox"]}
        browser = play.chromium.launch(**options)
        for walk in (resident, clerk, mediator, official):
            for name, png in walk(browser, url, logins):
                size = save(folder / f"{name}.png", png)
                print(f"{name}.png: {size // 1000} kB")
        browser.close()
    return 0


@contextmanager
def window(browser, url, **options):
    """Lend a page in a browser window of its own."""
    context = browser.new_context(base_url=url, **options)
    yield context.new_page()
    context.close()


def resident(browser, url, _logins):
    """The home page, the form, and the status of what was filed, on a phone."""
    with window(browser, url, **PHONE) as page:
        page.goto("/")
        yield "home", page.screenshot()
        page.goto("/communities/")
        found = page.locator("main a[href^='/communities/']").first.get_attribute("href")
        page.goto(f"/file/?community={found.strip('/').rpartition('/')[2]}&category=lift")
        page.locator("#id_description").fill(WORDS)
        page.locator("#id_place").fill("3 号楼 2 单元")
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        time.sleep(PATIENCE)
        yield "file", page.screenshot()
        page.locator("main form .button--large").click()
        page.wait_for_url("**/receipt/")
        page.locator("main a.button").first.click()
        page.wait_for_url("**/track/**")
        yield "status", page.screenshot()


def clerk(browser, url, logins):
    """The queue and a case at the desk of a street clerk."""
    with window(browser, url, **DESK) as page:
        sign_in(page, the(logins, "street_clerk"))
        page.goto("/desk/disputes/?tab=open")
        yield "queue", page.screenshot()
        busiest = page.locator("tr", has=page.locator(".badge--brand")).locator("th a")
        (busiest if busiest.count() else page.locator("tbody th a")).first.click()
        page.wait_for_selector(".timeline")
        yield "case", page.screenshot()


def mediator(browser, url, logins):
    """A mediation with its parties, sessions and agreement."""
    with window(browser, url, **DESK) as page:
        for login in all_of(logins, "mediator"):
            sign_in(page, login)
            for state in ("agreed", "in_mediation"):
                page.goto(f"/desk/disputes/?tab=all&state={state}")
                if page.locator("tbody th a").count():
                    case = page.locator("tbody th a").first.get_attribute("href")
                    page.goto(f"{case}mediation/")
                    yield "mediation", page.screenshot()
                    return
            page.context.clear_cookies()


def official(browser, url, logins):
    """The cases of a district in the admin."""
    with window(browser, url, **DESK) as page:
        sign_in(page, the(logins, "district_officer"))
        page.goto("/admin/disputes/dispute/")
        yield "admin", page.screenshot()


def all_of(logins, role):
    """Return the logins of a role."""
    return [login for login in logins if login["role"] == role]


def the(logins, role):
    """Return the first login of a role."""
    return all_of(logins, role)[0]


def sign_in(page, login):
    """Pass the login page, and the second factor where it is asked."""
    page.goto("/login/")
    page.locator("#id_username").fill(login["username"])
    page.locator("#id_password").fill(login["password"])
    page.locator("main form .button").first.click()
    if login.get("totp_secret"):
        page.wait_for_url("**/login/code/**")
        page.locator("#id_code").fill(code(login["totp_secret"]))
        page.locator("main form .button").first.click()
    page.wait_for_url("**/desk/")


def code(secret):
    """Return the six digits that an authenticator shows now."""
    try:
        key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    except binascii.Error:
        key = bytes.fromhex(secret)
    return f"{TOTP(key).token():06}"


def save(path, png):
    """Write the picture with as many colours as fit into 200 kB; return its size."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        buffer = io.BytesIO()
        picture.quantize(colours).save(buffer, "PNG", optimize=True)
        if buffer.tell() <= LARGEST:
            break
    path.write_bytes(buffer.getvalue())
    return buffer.tell()
