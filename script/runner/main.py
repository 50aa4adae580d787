"""Chooses the command and turns every refusal into one helpful line."""

import signal
import sys

from runner import backup, bench, manage, restore, server, setup, suite, talk
from runner.talk import Refusal, Stopped

COMMANDS = {
    "server": server.run,
    "test": suite.run,
    "setup": setup.run,
    "manage": manage.run,
    "backup": backup.run,
    "restore": restore.run,
    "bench": bench.run,
}


def main(name: str, arguments: list[str]) -> int:
    """Run the command `name`; return its exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    talk.command = name
    try:
        return COMMANDS[name](arguments)
    except Refusal as refusal:
        print(f"script/{name}: {refusal}", file=sys.stderr, flush=True)
        return 1


def stop(number, frame):
    """End by leaving every `with` block; a second signal does not disturb the way out."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Stopped(128 + number)
