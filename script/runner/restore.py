"""script/restore: an archive into an empty portal, or over a filled one with --force."""

from pathlib import Path

from runner import archiving, lock, preflight, services, venv
from runner.config import Config
from runner.talk import Refusal


def run(arguments: list[str]) -> int:
    """Restore the archive and compare what came back with its manifest."""
    options = {argument for argument in arguments if argument.startswith("-")}
    paths = [Path(argument).absolute() for argument in arguments if argument not in options]
    if len(paths) != 1 or options - {"--force"}:
        raise Refusal("usage: script/restore ARCHIVE [--force]")
    if not paths[0].is_file():
        raise Refusal(f"there is no archive {paths[0]}.")
    config = Config.from_environ()
    preflight.check_home(config)
    with lock.require(config, "script/restore"):
        venv.ensure(config)
        with services.own(config, offered=False):
            return archiving.run(config, "restore", paths[0], *sorted(options))
