"""A portal of real processes on services of its own, each of which can be killed and started."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

import psycopg2
import redis
from django.db import connection, connections
from psycopg2.extensions import make_dsn

from tests.faults.post_office import ACCEPTED
from tests.scripts.running import ROOT, all_processes, free_port

sys.path.insert(0, str(ROOT / "script"))

from runner import postgres, preflight, valkey

PATIENCE = 60
SERVICES = ("postgres", "valkey")
CONNINFO = ("host", "port", "user", "password", "dbname")
CELERY = [sys.executable, "-m", "celery", "-A", "tests.faults.celery"]


class Portal:
    """PostgreSQL, Valkey and whatever of web, worker and beat a test starts."""

    def __init__(self, home, sockets):
        self.home, self.sockets, self.port = home, sockets, free_port()
        self.running, self.given_up = {}, {}
        self.wrapper, self.programs = preflight.postgres_wrapper(), postgres.binaries()
        self.log = home / "log"
        self.log.mkdir()
        postgres.make_cluster(home / "postgres", self.programs, self.wrapper)

    @property
    def environ(self):
        """Return the environment of everything that runs Django here."""
        silent = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "COV_"))}
        return silent | {
            "DATABASE_URL": f"postgresql://portal@/portal?host={self.sockets}",
            "REDIS_URL": f"unix://{self.sockets}/valkey?db=0",
            "PORTAL_HOME": str(self.home),
            "PORTAL_ENV": "test",
        }

    def commands(self):
        """Return the command of each part; the database keeps its word (fsync)."""
        data, gunicorn = self.home / "postgres", [sys.executable, "-m", "gunicorn"]
        quiet = ["--without-mingle", "--without-gossip", "--heartbeat-interval", "3"]
        return {
            "postgres": [*self.wrapper, self.programs / "postgres", "-D", data, "-k", self.sockets]
            + ["-c", "listen_addresses=", "-c", "jit=off", "-c", "fsync=on"],
            "valkey": [valkey.binary(), "--port", "0", "--save", "", "--dir", self.home]
            + ["--unixsocket", self.sockets / "valkey"],
            "worker": [*CELERY, "worker", "-c", "2", *quiet],
            "beat": [*CELERY, "beat", "-s", self.home / "schedule", "--pidfile="],
            "web": [*gunicorn, "tests.faults.wsgi", "--bind", f"127.0.0.1:{self.port}"]
            + ["--worker-class", "gthread", "--threads", "4", "--no-control-socket"],
        }

    def start(self, *parts, wrapper=(), **more):
        """Start `parts` and wait until those that answer do."""
        for part in parts:
            if part == "postgres":
                postgres.forget_dead_postmaster(self.home / "postgres", self.sockets)
            (self.sockets / part).unlink(missing_ok=True)
            with (self.log / part).open("a") as log:
                self.running[part] = subprocess.Popen(
                    [str(word) for word in (*wrapper, *self.commands()[part])],
                    env=self.environ | more,
                    cwd=ROOT,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            self.wait_for(part, ANSWERS.get(part, lambda portal: True))

    def wait_for(self, part, answers):
        """Wait until `answers(self)`; tell what `part` said when it does not."""
        until = time.monotonic() + PATIENCE
        while not answers(self):
            assert time.monotonic() < until, f"{part}:\n{(self.log / part).read_text()[-3000:]}"
            time.sleep(0.05)

    def kill(self, *parts):
        """Kill `parts` with all their children by SIGKILL."""
        for part in parts:
            process = self.running.pop(part)
            family = halted(process.pid)
            signal_all(family, signal.SIGKILL)
            process.wait()
            connections.close_all()
            self.wait_for(part, lambda _portal, family=family: not family & set(all_processes()))

    def restart_ended(self, part):
        """Do what a supervisor does: start `part` again when it has ended or given itself up.

        Celery ends its worker when Redis dies while messages are being put back (kombu 5.7).
        """
        said = (self.log / part).read_text().count("Unrecoverable error")
        if self.running[part].poll() is not None or said > self.given_up.get(part, 0):
            self.given_up[part] = said
            self.kill(part)
            self.start(part)

    def stop(self):
        """Kill everything; nothing here is needed any more."""
        self.thaw()
        self.kill(*reversed(list(self.running)))

    def freeze(self, part):
        """Let `part` accept connections and answer nothing."""
        os.kill(self.running[part].pid, signal.SIGSTOP)

    def thaw(self):
        """Let everything answer again."""
        for process in self.running.values():
            os.kill(process.pid, signal.SIGCONT)

    def said(self):
        """Return the last lines of each part."""
        return "\n".join(f"{p.name}:\n{p.read_text()[-1500:]}" for p in self.log.iterdir())

    def manage(self, *words):
        """Run a command of the portal to its end."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, env=self.environ, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout


def halted(pid):
    """Stop `pid` and the processes below it, which start no more of them, and return them."""
    family = set()
    while more := descendants(pid) - family:
        signal_all(more, signal.SIGSTOP)
        family |= more
    return family


def signal_all(pids, number):
    """Send a signal to those of `pids` that still are."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def descendants(pid):
    """Return `pid` and the processes below it."""
    parents = {child: found[0] for child, found in all_processes().items()}
    family = {pid}
    while more := {p for p, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def database_answers(portal):
    """Tell whether PostgreSQL takes connections; make the portal's database at the first time."""
    try:
        with contextlib.closing(connect(portal, "postgres")) as session, session.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'portal'")
            if not cursor.fetchone():
                cursor.execute("CREATE DATABASE portal")
    except psycopg2.OperationalError:
        return False
    return True


def connect(portal, name):
    """Return a connection that commits each statement."""
    session = psycopg2.connect(host=str(portal.sockets), user="portal", dbname=name)
    session.autocommit = True
    return session


def web_answers(portal):
    """Tell whether somebody listens at the portal's port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", portal.port)) == 0


ANSWERS = {
    "postgres": database_answers,
    "valkey": lambda portal: valkey.answers(portal.sockets / "valkey"),
    "web": web_answers,
}


def empty(portal):
    """Empty all tables but those that migrations filled, Valkey and the post office."""
    (portal.home / ACCEPTED).unlink(missing_ok=True)
    with contextlib.closing(connect(portal, "portal")) as session, session.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg('DELETE FROM ' || quote_ident(tablename), '; ') FROM pg_tables"
            " WHERE schemaname = 'public'"
            " AND tablename NOT IN ('django_migrations', 'django_content_type')"
        )
        deleting = cursor.fetchone()[0]
        cursor.execute(f"SET session_replication_role = replica; {deleting}")  # no triggers
    with redis.Redis(unix_socket_path=str(portal.sockets / "valkey")) as client:
        client.flushall()


def copy_tables(portal, template):
    """Copy the database `template` of the tests' own PostgreSQL; a fortieth of migrating anew."""
    ours = connection.get_connection_params() | {"dbname": template}
    dsn = make_dsn(**{word: str(ours[word]) for word in CONNINFO if ours.get(word)})
    made = subprocess.run([portal.programs / "pg_dump", dsn], check=True, capture_output=True)
    restore = [portal.programs / "psql", "-h", portal.sockets, "-U", "portal", "-q", "-1"]
    strict = [*restore, "-v", "ON_ERROR_STOP=1", "portal"]
    subprocess.run(strict, input=made.stdout, check=True, capture_output=True)


@contextlib.contextmanager
def started(home, sockets, template=None):
    """Start the services with all tables, those of the database `template` if there is one."""
    portal = Portal(home, sockets)
    try:
        portal.start("postgres", "valkey")
        if template:
            copy_tables(portal, template)
        else:
            portal.manage("migrate", "-v0")
        yield portal
    finally:
        portal.stop()
        shutil.rmtree(sockets, ignore_errors=True)
