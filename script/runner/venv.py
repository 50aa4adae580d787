"""The clone's own virtual environment, installed again only when a requirements file changed."""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import signal
import subprocess
import sys

from runner.config import PYTHON, ROOT, VENV, Config
from runner.processes import die_with_parent
from runner.talk import Refusal, say

STAMP = VENV / "installed.json"
PIP = [
    *(PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"),
    *("--progress-bar", "off", "--retries", "2", "--timeout", "20", "--prefer-binary"),
]
UNREACHABLE = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError"
    r"|Connection (refused|reset|broken)|Temporary failure in name resolution"
    r"|Network is unreachable|Max retries exceeded|HTTP error 50\d"
)


def ensure(config: Config, *, tests: bool = False) -> None:
    """Make the environment hold what the requirements files name; a no-op when it does."""
    files = ["requirements.txt"]
    if not {"DATABASE_URL", "REDIS_URL"} <= config.urls.keys():
        files.append("requirements-local.txt")
    if tests:
        files.append("requirements-test.txt")
    with one_at_a_time():
        if not is_healthy():
            make()
        wanted = {name: digest(name) for name in files}
        installed = stamp()
        missing = [name for name in files if installed.get(name) != wanted[name]]
        if missing:
            install(missing)
            write_stamp(installed | wanted)


@contextlib.contextmanager
def one_at_a_time():
    """Let two starts in one clone wait for each other."""
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def is_healthy() -> bool:
    """Tell whether the environment exists and is more than what an interrupted start left."""
    if not PYTHON.exists():
        return False
    if STAMP.exists() and os.path.samefile(sys.prefix, VENV):
        return True
    check = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", check], capture_output=True).returncode == 0


def make() -> None:
    """Make the virtual environment anew."""
    say(f"Making the virtual environment {VENV} …")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True
        )
    except OSError as error:
        raise Refusal(f"the virtual environment cannot be made ({error}).") from error
    if done.returncode:
        reason = last_line(done.stderr + done.stdout)
        raise Refusal(
            f"{sys.executable} cannot make a virtual environment in {ROOT} ({reason}); "
            "on Debian and Ubuntu: apt install python3-venv"
        )


def install(files: list[str]) -> None:
    """Install the requirements files, showing pip's progress line by line."""
    say(f"Installing the packages of {', '.join(files)} …")
    command = [*PIP]
    for name in files:
        command += ["-r", str(ROOT / name)]
    code, output = follow(command)
    if code == 0:
        return
    if UNREACHABLE.search(output):
        raise Refusal(
            "the package index cannot be reached; check the network or the proxy, "
            "or name a mirror: PIP_INDEX_URL=https://… (what was installed so far is kept)."
        )
    raise Refusal(f"pip failed: {last_line(output)}")


def follow(command: list) -> tuple[int, str]:
    """Run pip, show its main lines; return exit code and output. It ends with us."""
    lines = []
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(signal.SIGTERM),
    ) as pip:
        try:
            for line in pip.stdout:
                lines.append(line.rstrip())
                if line.startswith(("Collecting", "Installing", "Building")):
                    say(f"  {line.split(' (from')[0].rstrip()[:150]}")
        except BaseException:
            pip.terminate()
            raise
    return pip.returncode, "\n".join(lines)


def digest(name: str) -> str:
    """Return the fingerprint of a requirements file for this Python."""
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def stamp() -> dict[str, str]:
    """Return what was installed last."""
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def write_stamp(installed: dict[str, str]) -> None:
    """Remember what is installed."""
    STAMP.write_text(json.dumps(installed, indent=1))


def last_line(output: str) -> str:
    """Return the last line that says something, an error if there is one."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no output"]
    return next((line for line in reversed(lines) if "error" in line.lower()), lines[-1])
