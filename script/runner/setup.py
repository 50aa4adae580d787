"""script/setup: everything ready, nothing running."""

from runner import lock, preflight, ready, services, venv
from runner.config import Config
from runner.talk import Refusal, say


def run(arguments: list[str]) -> int:
    """Install, make the keys and the database ready, and stop again."""
    if arguments:
        raise Refusal(
            "takes no arguments; PORTAL_HOME, DATABASE_URL and REDIS_URL change what it does."
        )
    config = Config.from_environ()
    preflight.check_home(config)
    with lock.require(config, "script/setup"):
        venv.ensure(config)
        ready.make_keys(config)
        with services.own(config):
            ready.make(config)
    say(f"Ready in {config.home}. Start the portal with script/server.")
    return 0
