"""Runs prepare.py with the portal's own Python."""

import os
import signal
import subprocess
from pathlib import Path

from runner import talk
from runner.config import PYTHON, ROOT, Config
from runner.processes import die_with_parent
from runner.talk import Refusal

TOLD = 3  # prepare.py has said in one line what is wrong
PREPARE = Path(__file__).with_name("prepare.py")


def make(config: Config, *, demo: bool = False, only_empty: bool = False) -> None:
    """Migrate, load reference data, collect static files; where allowed, fill the demo."""
    options = ["--only-empty"] if only_empty else []
    if demo and wants_demo(config):
        options.append("--demo")
    command = [PYTHON, PREPARE, *options]
    environ = config.environ(PORTAL_COMMAND=talk.command)
    process = subprocess.Popen(
        command,
        env=environ,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=talk.stream(),
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(signal.SIGTERM),
    )
    try:
        code = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if code == TOLD:
        raise SystemExit(1)
    if code:
        raise Refusal("the database could not be made ready; the lines above say why.")


def wants_demo(config: Config) -> bool:
    """Tell whether an empty database gets the demo: on our own services, or where asked for."""
    asked = os.environ.get("PORTAL_DEMO")
    return asked == "1" if asked else config.embedded and config.portal_env == "demo"


def make_keys(config: Config) -> None:
    """Make the secrets and keys that are not there; production itself refuses to."""
    environ = config.environ(PORTAL_ENV="demo")
    subprocess.run([PYTHON, "-c", "import puyang_property.settings"], env=environ, cwd=ROOT)
    talk.say(f"Keys are in {config.home / 'keys'}: keep a copy in another place.")
