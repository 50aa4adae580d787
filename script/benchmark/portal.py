"""A portal of our own: one database for each size, the web server as script/server starts it."""

import contextlib
import subprocess
import time
from dataclasses import dataclass

import psycopg2
from redis import Redis
from runner import server
from runner.config import PYTHON, ROOT, Config
from runner.processes import Family

from benchmark import usage
from benchmark.baselines import MAKE
from benchmark.browser import Wrong

BENCH = ROOT / "script" / "benchmark"
TEMPLATE = "portal"
PATIENCE = 60


@dataclass
class Portal:
    """A running portal with so many stored cases."""

    config: Config
    size: int

    @property
    def name(self):
        """Return the name of its database."""
        return f"cases_{self.size}"

    @property
    def url(self):
        """Return the address of its database."""
        return self.config.urls["DATABASE_URL"].replace(f"/{TEMPLATE}?", f"/{self.name}?")

    @property
    def logins(self):
        """Return where the logins of its staff are kept."""
        return self.config.home / f"{self.name}-logins.json"

    def environ(self, **more):
        """Return the environment of its processes."""
        return self.config.environ(
            DATABASE_URL=self.url,
            PYTHONPATH=str(ROOT / "script"),
            PORTAL_BEHIND_TLS_PROXY="1",  # the addresses of residents come from our "proxy"
            **more,
        )

    def cpu(self):
        """Return the seconds of CPU that web server and database have used."""
        return self.web.cpu(), self.database.cpu()

    @contextlib.contextmanager
    def running(self):
        """Make the database, fill it, start the web server; end and drop everything."""
        execute(self.admin_url, f"CREATE DATABASE {self.name} TEMPLATE {TEMPLATE}")
        try:
            self.run("load", str(self.size), str(self.logins))
            execute(self.url, MAKE)
            Redis.from_url(self.config.urls["REDIS_URL"]).flushdb()  # of the size before
            self.database = usage.Family(int((self.config.run / "postgres.pid").read_text()))
            with Family(self.config.run) as self.family:
                self.web = self.start_web()
                yield self
        finally:
            execute(self.admin_url, f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    @property
    def admin_url(self):
        """Return the address of a database in which others are made."""
        return self.config.urls["DATABASE_URL"].replace(f"/{TEMPLATE}?", "/template1?")

    def run(self, *command):
        """Run one of the package's own commands to its end; return what it printed last."""
        done = subprocess.Popen(
            [PYTHON, BENCH, *command], env=self.environ(), stdout=subprocess.PIPE, text=True
        )
        last = ""
        with done:
            for last in done.stdout:
                if command[0] == "load":
                    print(last, end="", flush=True)
        if done.returncode:
            raise Wrong(f"{command[0]} ended with code {done.returncode}")
        return last

    def start_web(self):
        """Start gunicorn with the very command of script/server and wait for an answer."""
        environ = self.environ(DJANGO_SETTINGS_MODULE="benchmark.settings")
        log = self.config.logs / f"web-{self.size}.log"
        child = self.family.start("web", server.web(self.config), env=environ, cwd=ROOT, log=log)
        self.wait(lambda health: health.get("database") == "ok")
        return usage.Family(child.popen.pid)

    @contextlib.contextmanager
    def worker(self):
        """Let a Celery worker run as script/server starts it; yield its processes."""
        log = self.config.logs / "worker.log"
        own = Family(self.config.run)
        with own:
            child = own.start("worker", server.worker(), env=self.environ(), cwd=ROOT, log=log)
            self.wait(lambda health: health.get("worker") == "ok")
            yield usage.Family(child.popen.pid)

    def wait(self, is_well):
        """Wait until /healthz/ says what is wanted."""
        deadline = time.monotonic() + PATIENCE
        while not is_well(server.ask(self.config)):
            self.family.check()
            if time.monotonic() > deadline:
                raise SystemExit(f"script/bench: no answer; the logs are in {self.config.logs}.")
            time.sleep(0.1)

    def rows(self, sql, *values):
        """Return the rows of a question to its database."""
        with connect(self.url) as own, own.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()


def connect(url):
    """Return a connection that commits each statement."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    return contextlib.closing(connection)


def execute(url, statement):
    """Run one statement outside any transaction."""
    with connect(url) as own, own.cursor() as cursor:
        cursor.execute(statement)
