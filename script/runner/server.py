"""script/server: from a fresh clone to a running portal, and everything down again with it."""

import http.client
import json
import os
import time

from runner import lock, preflight, ready, services, venv
from runner.config import PYTHON, ROOT, Config
from runner.processes import Family, tail
from runner.talk import Refusal, Stopped, say

PATIENCE = 90  # seconds until every part must answer
PARTS = ("worker", "beat", "redis", "database")
REVIVED = {"worker", "beat"}  # an outage of Redis can end them; pages go on meanwhile
CELERY = [PYTHON, "-m", "celery", "--app", "puyang_property"]


def run(arguments: list[str]) -> int:
    """Start the portal and stay until a signal comes or a part ends."""
    if arguments:
        raise Refusal(
            "takes no arguments; PORT, PORTAL_HOME, DATABASE_URL and REDIS_URL change what it does."
        )
    config = Config.from_environ()
    preflight.check_home(config)
    with lock.require(config, "script/server"):
        preflight.check_port(config)
        venv.ensure(config)
        with services.own(config) as family:
            ready.make(config, demo=True)
            start_application(config, family)
            wait_until_healthy(config, family)
            announce(config)
            try:
                family.watch()
            except Stopped:
                say("Stopping …")
    return 0


def start_application(config: Config, family: Family) -> None:
    """Start web, worker and beat."""
    say("Starting web, worker and beat …")
    environ = config.environ()
    for name, command in {"web": web(config), "worker": worker(), "beat": beat(config)}.items():
        log, revive = config.logs / f"{name}.log", name in REVIVED
        family.start(name, command, env=environ, cwd=ROOT, log=log, revive=revive)


def web(config: Config) -> list:
    """Return the web server's command. No access log: addresses can carry query codes."""
    address = f"[{config.bind}]" if ":" in config.bind else config.bind
    return [
        *(
            PYTHON,
            "-m",
            "gunicorn",
            "puyang_property.wsgi:application",
            "--bind",
            f"{address}:{config.port}",
        ),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket"),
        *("--timeout", "60", "--graceful-timeout", "5"),
    ]


def worker() -> list:
    """Return the worker's command."""
    quiet = ("--without-mingle", "--without-gossip")
    return [
        *CELERY,
        "worker",
        "--loglevel",
        "INFO",
        "--concurrency",
        "2",
        *quiet,
        "--heartbeat-interval",
        "3",
    ]


def beat(config: Config) -> list:
    """Return the clock's command."""
    return [
        *CELERY,
        "beat",
        "--loglevel",
        "INFO",
        "--schedule",
        config.run / "celerybeat-schedule",
        "--pidfile",
        "",
    ]


def wait_until_healthy(config: Config, family: Family) -> None:
    """Wait until /healthz/ says that every part lives."""
    deadline = time.monotonic() + PATIENCE
    while (health := ask(config)).get("status") != "ok":
        family.check()
        if time.monotonic() > deadline:
            failing = [part for part in PARTS if health.get(part) != "ok"] if health else ["web"]
            said = tail(config.logs / f"{failing[0]}.log")
            raise Refusal(
                f"after {PATIENCE} seconds {', '.join(failing)} did not answer; "
                f"the logs are in {config.logs}: {said}"
            )
        time.sleep(0.3)


def ask(config: Config) -> dict[str, str]:
    """Return what /healthz/ answers, nothing while nobody answers."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.bind, config.bind)
    connection = http.client.HTTPConnection(host, config.port, timeout=5)
    try:
        connection.request("GET", "/healthz/", headers={"Host": own_name(config)})
        return json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    finally:
        connection.close()


def own_name(config: Config) -> str:
    """Return a host name that the portal admits."""
    first = os.environ.get("PORTAL_HOSTS", "*").split(",")[0].strip().lstrip(".")
    return first if first and first != "*" else f"127.0.0.1:{config.port}"


def announce(config: Config) -> None:
    """Say where the portal is and, in the demo, who may log in."""
    logins = config.home / "demo-logins.json"
    if logins.exists():
        say(f"Demo logins: {logins}")
    host = f"[{config.bind}]" if ":" in config.bind else config.bind
    say(f"Ready: http://{host}:{config.port}/")
