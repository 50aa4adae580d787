"""script/manage: a Django command with the portal's environment and services."""

from runner import foreground, preflight, ready, services, talk, venv
from runner.config import PYTHON, ROOT, Config


def run(arguments: list[str]) -> int:
    """Run manage.py with `arguments`; what we say ourselves goes to standard error."""
    talk.to_standard_error()
    config = Config.from_environ()
    preflight.check_home(config)
    venv.ensure(config)
    with services.for_command(config, "script/manage") as is_ours:
        if is_ours and config.embedded:
            ready.make(config, only_empty=True)
        return foreground.run([PYTHON, ROOT / "manage.py", *arguments], env=config.environ())
