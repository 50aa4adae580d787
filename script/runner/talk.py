"""What the runner says: progress line by line, and refusals."""

import sys

stream = sys.stdout


class Refusal(Exception):
    """Something the operator can put right; its text is one line."""


class Stopped(SystemExit):
    """A signal asked us to end; raised so that every `with` block cleans up."""


def to_standard_error() -> None:
    """Keep standard output for the command that follows."""
    global stream
    stream = sys.stderr


def say(line: str) -> None:
    """Show one line of progress at once."""
    print(line, file=stream, flush=True)
