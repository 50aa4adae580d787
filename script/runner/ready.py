"""Runs prepare.py with the portal's own Python."""

import os
import subprocess
from pathlib import Path

from runner import talk
from runner.config import PYTHON, ROOT, Config
from runner.talk import Refusal

PREPARE = Path(__file__).with_name("prepare.py")


def make(config: Config, *, demo: bool = False, only_empty: bool = False) -> None:
    """Migrate, load reference data, collect static files; where allowed, fill the demo."""
    options = ["--only-empty"] if only_empty else []
    if demo and os.environ.get("PORTAL_DEMO", "1" if config.embedded else "0") == "1":
        options.append("--demo")
    command = [PYTHON, PREPARE, *options]
    environ = config.environ()
    process = subprocess.Popen(
        command,
        env=environ,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=talk.stream(),
        start_new_session=True,
    )
    try:
        code = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if code:
        raise Refusal("the database could not be made ready; the lines above say why.")
