"""script/bench: a portal of its own in a temporary folder, loaded and measured."""

import socket
import tempfile
from pathlib import Path

from benchmark import options

from runner import foreground, preflight, ready, services, venv
from runner.config import PYTHON, ROOT, Config
from runner.talk import say

BENCH = ROOT / "script" / "benchmark"


def run(arguments: list[str]) -> int:
    """Start services of our own, make a database, hand over to the package that measures."""
    options.parse(arguments)
    with tempfile.TemporaryDirectory(prefix="puyang-bench-", ignore_cleanup_errors=True) as home:
        config = Config(home=Path(home), port=free_port())
        preflight.check_home(config)
        venv.ensure(config)
        say(f"Everything is kept in {home} and removed at the end.")
        with services.own(config):
            ready.make(config)
            command = [PYTHON, BENCH, "run", *arguments]
            return foreground.run(command, env=config.environ(), cwd=Path.cwd())


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
