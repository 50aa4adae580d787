"""script/test: pytest against a PostgreSQL and a Valkey of its own in a temporary folder."""

import os
import shutil
import tempfile
from pathlib import Path

from runner import foreground, preflight, services, venv
from runner.config import PYTHON, ROOT, Config
from runner.talk import say

TOGETHER = ["--dist", "loadfile", "--no-loadscope-reorder"]  # tests/conftest.py says the order
WORKERS = "4"  # two more than cores: many tests wait for processes of their own
TWINS = "tests on real data run on their generated twins only."
# The shell is the same browser without its windows, for less than half of the CPU.
BROWSERS = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)


def run(arguments: list[str]) -> int:
    """Run pytest with `arguments`; return its exit code.

    PORTAL_TEST_DATABASE_URL and PORTAL_TEST_REDIS_URL name other servers.
    """
    with tempfile.TemporaryDirectory(prefix="puyang-test-", ignore_cleanup_errors=True) as home:
        config = Config(home=Path(home), portal_env="test", fast=True, urls=test_urls())
        preflight.check_home(config)
        venv.ensure(config, tests=True)
        extra = notes()
        with services.own(config):
            command = [PYTHON, "-m", "pytest", "-p", "no:valkey", *parallel(arguments), *arguments]
            return foreground.run(command, env=config.environ(**extra), cwd=ROOT)


def test_urls() -> dict[str, str]:
    """Return the servers named for tests; DATABASE_URL and REDIS_URL of a portal stay untouched."""
    names = ("DATABASE_URL", "REDIS_URL")
    return {
        name: os.environ[f"PORTAL_TEST_{name}"]
        for name in names
        if os.environ.get(f"PORTAL_TEST_{name}")
    }


def notes() -> dict[str, str]:
    """Say which tests cannot run here; return the environment that the others need."""
    found = {}
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser and shutil.which(browser):
        found["CHROMIUM"] = browser
    else:
        say("NOTE: no Chromium found (CHROMIUM, PATH): the browser tests are skipped.")
    samples = os.environ.get("PORTAL_SAMPLES")
    if not samples:
        say(f"NOTE: PORTAL_SAMPLES is not set: {TWINS}")
    elif not Path(samples).is_dir():
        say(f"NOTE: PORTAL_SAMPLES={samples} is not a folder: {TWINS}")
    return found


def parallel(arguments: list[str]) -> list[str]:
    """Use several workers unless the arguments say otherwise or name a single file.

    The tests of one file stay in one worker: some share a server.
    """
    if "no:xdist" in arguments or any(a.startswith(("--pdb", "--trace")) for a in arguments):
        return []
    together = [] if any(a.startswith("--dist") for a in arguments) else TOGETHER
    if any(a.startswith(("-n", "--numprocesses")) for a in arguments):
        return together
    named = [ROOT / a.split("::")[0] for a in arguments if not a.startswith("-")]
    named = [path for path in named if path.exists()]
    single = len(named) == 1 and named[0].is_file()
    return [] if single else ["-n", WORKERS, *together]
