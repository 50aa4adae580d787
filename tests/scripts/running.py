"""Start the project's own commands as a stranger would, and look at their processes."""

import contextlib
import http.client
import json
import os
import queue
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 300
SILENT = ("DATABASE_URL", "REDIS_URL", "PORTAL_", "PYTEST_", "DJANGO_", "COV_", "PORT", "CHROMIUM")


def environment(home, **more):
    """Return the environment of a fresh terminal."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(SILENT)}
    return kept | {"PORTAL_HOME": str(home)} | more


def run(command, *arguments, home, cwd=None, root=ROOT, **more):
    """Run one of the project's commands to its end."""
    return subprocess.run(
        [root / "script" / command, *map(str, arguments)],
        env=environment(home, **more),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def free_port():
    """Return a port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A running script/server."""

    def __init__(self, home, **more):
        self.home, self.port = Path(home), free_port()
        self.lines = []
        self.process = subprocess.Popen(
            [ROOT / "script" / "server"],
            env=environment(home, PORT=str(self.port), PORTAL_DEMO="0", **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._queue = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self._queue.put(line.rstrip())
        self._queue.put(None)

    def wait_for(self, beginning):
        """Return the first line that begins so; fail when the output ends without it."""
        deadline = time.monotonic() + PATIENCE
        while True:
            line = self._queue.get(timeout=max(0.1, deadline - time.monotonic()))
            assert line is not None, "\n".join(self.lines)
            self.lines.append(line)
            if line.startswith(beginning):
                return line

    def rest(self):
        """Wait for the end; return exit code and last line."""
        code = self.process.wait(PATIENCE)
        if self.process.stdout.closed:
            return code, self.lines[-1]
        while (line := self._queue.get(timeout=PATIENCE)) is not None:
            self.lines.append(line)
        self.process.stdout.close()
        return code, self.lines[-1]

    def health(self):
        """Return status and body of /healthz/."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            connection.request("GET", "/healthz/")
            response = connection.getresponse()
            return response.status, json.loads(response.read())

    def pid_of(self, part):
        """Return the process id of one part."""
        return int((self.home / "run" / f"{part}.pid").read_text())

    def processes(self):
        """Return the runner and all its descendants as {pid: start time}."""
        parents = {pid: stat[0] for pid, stat in all_processes().items()}
        family = {self.process.pid}
        while more := {p for p, parent in parents.items() if parent in family} - family:
            family |= more
        everything = all_processes()
        return {pid: everything[pid][1] for pid in family if pid in everything}

    def end(self, number=signal.SIGTERM):
        """Send a signal and wait."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.rest()


def all_processes():
    """Return {pid: (parent, start time)} of everything that is no zombie."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if fields[0] != "Z":
                found[int(path.parent.name)] = (int(fields[1]), fields[19])
    return found


def left_over(family):
    """Wait for a family to be gone; return who is still there at the end."""
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        now = all_processes()
        left = {pid for pid, started in family.items() if now.get(pid, (0, ""))[1] == started}
        if not left:
            break
        time.sleep(0.1)
    return left
