"""What must hold before anything starts; each refusal says what to do."""

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from runner.config import Config
from runner.talk import Refusal


def check_home(config: Config) -> None:
    """Make the data folder and its standing parts, or say that it cannot be written."""
    try:
        config.home.mkdir(parents=True, exist_ok=True)
        for folder in (config.run, config.logs):
            folder.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=config.run):
            pass
    except OSError as error:
        raise Refusal(
            f"the data folder {config.home} is not writable for {user_name()} ({error.strerror}); "
            "set PORTAL_HOME to a folder of your own."
        ) from error


def check_sockets(folder: Path) -> None:
    """Make the folder of the sockets, for us alone."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise Refusal(
            f"the folder {folder} for sockets cannot be made ({error.strerror})."
        ) from error
    if folder.is_symlink() or found.st_uid != os.getuid():
        raise Refusal(
            f"the folder {folder} belongs to somebody else; "
            "remove it or set PORTAL_HOME to a shorter path."
        )
    folder.chmod(0o700)


def check_port(config: Config) -> None:
    """Refuse a port that somebody else listens on."""
    family = socket.AF_INET6 if ":" in config.bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.bind, config.port))
        except PermissionError as error:
            raise Refusal(
                f"port {config.port} is reserved for root; choose another: PORT=8000 script/server"
            ) from error
        except OSError as error:
            raise Refusal(
                f"port {config.port} on {config.bind} is taken ({error.strerror}); "
                f"choose another: PORT={config.port % 65535 + 1} script/server"
            ) from error


def postgres_wrapper() -> list[str]:
    """Return what comes before PostgreSQL's commands: for root, a namespace where we are nobody."""
    if os.geteuid() != 0:
        return []
    uid, gid = ordinary_ids()
    wrapper = ["unshare", "--user", f"--map-user={uid}", f"--map-group={gid}", "--"]
    if (
        not shutil.which("unshare")
        or subprocess.run([*wrapper, "true"], capture_output=True).returncode
    ):
        raise Refusal(
            "PostgreSQL refuses to run as root and this machine does not allow user namespaces; "
            "run as an ordinary user, or set DATABASE_URL."
        )
    return wrapper


def ordinary_ids() -> tuple[int, int]:
    """Return user and group of an account that is not root's (PostgreSQL looks its name up)."""
    others = sorted(
        (entry for entry in pwd.getpwall() if entry.pw_uid),
        key=lambda entry: entry.pw_name != "nobody",
    )
    if not others:
        raise Refusal(
            "PostgreSQL refuses to run as root and this machine has no other account; "
            "make one, or set DATABASE_URL."
        )
    return others[0].pw_uid, others[0].pw_gid


def user_name() -> str:
    """Return the name of the account we run as."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
