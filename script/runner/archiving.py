"""Runs archive.py, which needs the PostgreSQL driver, with the portal's own Python."""

from pathlib import Path

from runner import foreground, postgres
from runner.config import PYTHON, Config
from runner.talk import Refusal

ARCHIVE = Path(__file__).with_name("archive.py")


def run(config: Config, *arguments) -> int:
    """Run one of its commands; return its exit code."""
    try:
        programs = str(postgres.binaries())
    except Refusal:  # an outside database, and the local packages are not installed
        programs = ""
    environ = config.environ(PORTAL_PG_PROGRAMS=programs)
    return foreground.run([PYTHON, ARCHIVE, *arguments], env=environ)
