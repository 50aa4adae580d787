"""A family of processes that lives and dies together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from runner.talk import Refusal, say

SERVICES, APPLICATION = (
    0,
    1,
)  # the application stops first, then the services, each in reverse order of start
GRACE = 12.0
REVIVABLE_AFTER = 10.0  # seconds: what ends sooner is broken, and starting it again helps nobody
PR_SET_PDEATHSIG = 1
ROTATE_ABOVE = 5_000_000


@dataclass
class Child:
    """One process with its own group."""

    name: str
    popen: subprocess.Popen
    tier: int
    stop_signal: int
    log: Path
    born: float
    again: Callable[[], "Child"] | None = None  # starts another one in its place

    @property
    def may_be_revived(self) -> bool:
        """Tell whether another one is started when it ends: not when it never really lived."""
        return self.again is not None and time.monotonic() - self.born > REVIVABLE_AFTER


class Family:
    """Starts children, notices when one ends, stops all in order, even when we are killed."""

    def __init__(self, pid_folder: Path):
        self.children: list[Child] = []
        self.pid_folder = pid_folder
        self.pipe = start_guard()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        self.pipe.close()

    def start(
        self,
        name,
        command,
        *,
        env,
        log,
        cwd=None,
        tier=APPLICATION,
        stop_signal=signal.SIGTERM,
        revive=False,
    ) -> Child:
        """Start one child in a group of its own, its output appended to `log`.

        One that may be revived is started again when it ends by itself.
        """
        rotate(log)
        with open(log, "ab") as output:
            popen = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(stop_signal),
            )
        child = Child(name, popen, tier, stop_signal, log, time.monotonic())
        if revive:
            options = {"env": env, "log": log, "cwd": cwd, "tier": tier, "stop_signal": stop_signal}
            child.again = partial(self.start, name, command, revive=True, **options)
        self.children.append(child)
        self.tell_guard(f"+ {tier} {popen.pid} {int(stop_signal)}")
        self.note_pid(name, popen.pid)
        return child

    def note_pid(self, name: str, pid: int) -> None:
        """Write the process id of a part down, for people and scripts; none reads half of it."""
        part = self.pid_folder / f"{name}.pid.part"
        part.write_text(f"{pid}\n")
        part.replace(self.pid_folder / f"{name}.pid")

    def check(self) -> None:
        """Revive a child that ended by itself, or refuse to go on without it."""
        for child in list(self.children):
            code = child.popen.poll()
            if code is None:
                continue
            how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
            told = f"its log is {child.log}: {tail(child.log)}"
            if not child.may_be_revived:
                raise Refusal(f"{child.name} {how}, so everything stops; {told}")
            say(f"{child.name} {how} and is started again; {told}")
            self.bury(child)
            child.again()

    def bury(self, child) -> None:
        """End what is left of the group of a child that ended, and forget it."""
        stop_groups([(child.popen.pid, child.stop_signal)], reap=[child])
        self.children.remove(child)
        self.tell_guard(f"- {child.popen.pid}")

    def watch(self) -> None:
        """Stay until a child ends or a signal comes."""
        while True:
            self.check()
            time.sleep(0.3)

    def stop(self) -> None:
        """Stop all children: application before services, politely, then by force."""
        for tier in (APPLICATION, SERVICES):
            members = [child for child in self.children if child.tier == tier]
            stop_groups(
                [(child.popen.pid, child.stop_signal) for child in reversed(members)], reap=members
            )
            for child in members:
                self.children.remove(child)
                self.tell_guard(f"- {child.popen.pid}")
                (self.pid_folder / f"{child.name}.pid").unlink(missing_ok=True)

    def tell_guard(self, line: str) -> None:
        """Keep the guard's list up to date."""
        with contextlib.suppress(BrokenPipeError):
            self.pipe.write(f"{line}\n".encode())
            self.pipe.flush()


def die_with_parent(number: int) -> None:
    """Ask Linux to send `number` to this process when the one that started it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number))


def start_guard():
    """Fork a guard that stops our children when we vanish; return the pipe that tells it."""
    reading, writing = os.pipe()
    if os.fork():
        os.close(reading)
        return os.fdopen(writing, "wb")
    try:
        os.close(writing)
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        guard(reading)
    finally:
        os._exit(0)


def guard(reading: int) -> None:
    """Follow the list until the pipe closes, then stop whoever is still on it."""
    family: dict[int, tuple[int, int]] = {}
    with os.fdopen(reading) as pipe:
        for line in pipe:
            sign, *numbers = line.split()
            if sign == "+":
                tier, pid, number = map(int, numbers)
                family[pid] = (tier, number)
            else:
                family.pop(int(numbers[0]), None)
    for tier in (APPLICATION, SERVICES):
        stop_groups(
            [(pid, number) for pid, (its, number) in reversed(family.items()) if its == tier]
        )


def stop_groups(groups: list[tuple[int, int]], reap: list[Child] = ()) -> None:
    """Signal each leader, wait for all of them, then kill what is left of their groups."""
    for pid, number in groups:
        if is_running(pid):
            os.kill(pid, number)
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline:
        for child in reap:
            child.popen.poll()
        if not any(is_running(pid) for pid, _ in groups):
            break
        time.sleep(0.05)
    for pid, _ in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    for child in reap:
        child.popen.wait()


def is_running(pid: int) -> bool:
    """Tell whether a process exists and is more than a zombie that nobody reaps."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return sys.platform != "linux"


def rotate(log: Path) -> None:
    """Put a log that has grown aside."""
    if log.exists() and log.stat().st_size > ROTATE_ABOVE:
        log.replace(log.with_suffix(".log.1"))


def tail(log: Path) -> str:
    """Return the last line of a log that says something."""
    if not log.exists():
        return "(no log)"
    with open(log, "rb") as handle:
        handle.seek(max(0, log.stat().st_size - 4000))
        lines = [
            line.strip()
            for line in handle.read().decode(errors="replace").splitlines()
            if line.strip()
        ]
    return lines[-1][:300] if lines else "(empty)"
