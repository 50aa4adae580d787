"""One run per data folder, and short commands that borrow its services."""

import contextlib
import fcntl
import json
import os
import time

from runner.config import Config
from runner.talk import Refusal, say

STARTING = 180  # seconds that a borrower waits for the services of a run that is still starting


class Lock:
    """The lock of a data folder. It is a flock, so it goes with its holder, whatever ends it."""

    def __init__(self, config: Config):
        self.path = config.run / "lock"
        self.handle = None

    def take(self, command: str) -> bool:
        """Take the lock; False when a living run holds it. A killed run gets time to clean up."""
        handle = open(self.path, "a+")  # noqa: SIM115 - open means locked
        deadline = time.monotonic() + 30
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if is_alive(self.holder()[0]) or time.monotonic() > deadline:
                    handle.close()
                    return False
                time.sleep(0.1)
        handle.truncate(0)
        handle.write(f"{os.getpid()} {command}\n")
        handle.flush()
        self.handle = handle
        return True

    def holder(self) -> tuple[int, str]:
        """Return process id and command of whoever took the lock last."""
        pid, _, command = self.path.read_text().strip().partition(" ")
        return (int(pid) if pid.isdecimal() else 0), command or "another run"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.handle:
            self.handle.truncate(0)
            self.handle.close()


def is_alive(pid: int) -> bool:
    """Tell whether a process exists; 0 is a holder that has gone or not yet written its number."""
    if not pid:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def require(config: Config, command: str) -> Lock:
    """Take the lock or refuse, naming who holds it."""
    lock = Lock(config)
    if not lock.take(command):
        pid, holder = lock.holder()
        raise Refusal(
            f"already running: {holder} (process {pid}) uses the data folder {config.home}; "
            "stop it first, or set another PORTAL_HOME and PORT."
        )
    return lock


@contextlib.contextmanager
def borrowing(config: Config):
    """Mark that we use another run's services: a short run waits for us before it stops them."""
    with open(config.run / "users", "a") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield


def wait_for_borrowers(config: Config) -> None:
    """Return once nobody borrows our services."""
    with open(config.run / "users", "a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Waiting for another command that uses these services …")
            fcntl.flock(handle, fcntl.LOCK_EX)


def publish(config: Config, urls: dict[str, str]) -> None:
    """Tell borrowers where the services are."""
    part = config.run / "services.json.part"
    part.write_text(json.dumps(urls))
    part.replace(config.run / "services.json")


def unpublish(config: Config) -> None:
    """Forget the services."""
    (config.run / "services.json").unlink(missing_ok=True)


def published(config: Config, lock: Lock) -> dict[str, str]:
    """Return the addresses of the services of the run that holds the lock, once it has them."""
    path = config.run / "services.json"
    deadline = time.monotonic() + STARTING
    while time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError):
            return json.loads(path.read_text())
        pid, holder = lock.holder()
        if not is_alive(pid):
            break
        time.sleep(0.2)
    raise Refusal(f"the run that uses {config.home} did not offer its services; try again.")
