"""What the runner says: progress line by line, and refusals."""

import sys

command = "server"  # which of the commands this is
_quiet = False


class Refusal(Exception):
    """Something the operator can put right; its text is one line."""


class Stopped(SystemExit):
    """A signal asked us to end; raised so that every `with` block cleans up."""


def to_standard_error() -> None:
    """Keep standard output for the command that follows."""
    global _quiet
    _quiet = True


def stream():
    """Return where progress is shown."""
    return sys.stderr if _quiet else sys.stdout


def say(line: str) -> None:
    """Show one line of progress at once."""
    print(line, file=stream(), flush=True)
