"""The system's Chromium, and what every page must stand: axe, and no sideways scrolling."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
STANDARDS = [*WCAG, "best-practice"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Start the Chromium of this machine; skip, visibly, where there is none."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine (set CHROMIUM)")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


def violations(page, standards=STANDARDS):
    """Return what axe finds on the page: rule and elements.

    Only faults are worked out, and their elements only when there are any: what else axe would
    tell costs as much again.
    """
    options = {"runOnly": standards, "preload": False, "resultTypes": ["violations"]}
    if not Axe().run(page, options={**options, "selectors": False}).response["violations"]:
        return []
    found = Axe().run(page, options=options).response["violations"]
    return [(v["id"], [n["target"] for n in v["nodes"]]) for v in found]


def overflow(page):
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate(
        "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    )
