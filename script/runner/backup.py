"""script/backup: database and files in one archive, also while the portal runs."""

import time
from pathlib import Path

from runner import archiving, preflight, services, venv
from runner.config import Config
from runner.talk import Refusal


def run(arguments: list[str]) -> int:
    """Write the archive OUT (default: a dated one in PORTAL_HOME/backups)."""
    if len(arguments) > 1 or any(argument.startswith("-") for argument in arguments):
        raise Refusal("usage: script/backup [OUT]")
    config = Config.from_environ()
    preflight.check_home(config)
    out = target(config, arguments)
    venv.ensure(config)
    with services.for_command(config, "script/backup"):
        return archiving.run(config, "backup", out)


def target(config: Config, arguments: list[str]) -> Path:
    """Return where the archive goes; refuse to overwrite one."""
    name = f"puyang-{time.strftime('%Y%m%d-%H%M%S')}.tar"
    out = Path(arguments[0]).absolute() if arguments else config.home / "backups" / name
    if out.is_dir():
        out = out / name
    if out.exists():
        raise Refusal(f"{out} is there already; a backup overwrites nothing.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"{out.parent} cannot be made ({error.strerror}).") from error
    return out
