"""Runs one command in the terminal, as if it had been called directly."""

import signal
import subprocess
import time

from runner.processes import die_with_parent

GRACE = 15


def run(command: list, *, env: dict[str, str], cwd=None) -> int:
    """Run it on our standard streams and return its exit code; the terminal sends it Ctrl-C too."""
    process = subprocess.Popen(
        [str(part) for part in command],
        env=env,
        cwd=cwd,
        preexec_fn=lambda: start_of_child(),
    )
    try:
        code = process.wait()
    except BaseException:
        end(process)
        raise
    return code if code >= 0 else 128 - code


def start_of_child() -> None:
    """Give the child ordinary signals and let it end with us."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    die_with_parent(signal.SIGTERM)


def end(process: subprocess.Popen) -> None:
    """Let it finish after Ctrl-C, or ask it to; then insist."""
    process.send_signal(signal.SIGINT)
    deadline = time.monotonic() + GRACE
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    if process.poll() is None:
        process.kill()
        process.wait()
