"""Where things are and what the environment asks for."""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from runner.talk import Refusal

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SOCKET_LIMIT = 100  # a socket's path must fit 108 bytes (104 on macOS), name included


@dataclass
class Config:
    """One data folder and its services; `urls` are known addresses, `embedded`: our database."""

    home: Path
    portal_env: str = "demo"
    port: int = 8000
    bind: str = "127.0.0.1"
    urls: dict[str, str] = field(default_factory=dict)
    fast: bool = False
    embedded: bool = True

    @classmethod
    def from_environ(cls) -> "Config":
        """Read PORTAL_HOME, PORTAL_ENV, PORT, PORTAL_BIND, DATABASE_URL and REDIS_URL."""
        port = os.environ.get("PORT") or "8000"
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise Refusal(f"PORT must be a number between 1 and 65535, not {port!r}.")
        urls = {
            name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)
        }
        return cls(
            home=Path(os.environ.get("PORTAL_HOME") or ROOT / "var").expanduser().absolute(),
            portal_env=os.environ.get("PORTAL_ENV") or "demo",
            port=int(port),
            bind=os.environ.get("PORTAL_BIND") or "127.0.0.1",
            urls=urls,
            embedded="DATABASE_URL" not in urls,
        )

    @property
    def run(self) -> Path:
        """Folder of lock, process ids and other traces of a run."""
        return self.home / "run"

    @property
    def logs(self) -> Path:
        """Folder of one log per process."""
        return self.home / "logs"

    @property
    def sockets(self) -> Path:
        """Folder of the sockets: in the data folder, or a short one when that is too long."""
        inside = self.run / "s"
        if fits(inside):
            return inside
        digest = hashlib.sha256(str(self.home.resolve()).encode()).hexdigest()[:12]
        short = [
            Path(folder) / f"puyang-{os.getuid()}-{digest}"
            for folder in (tempfile.gettempdir(), "/tmp")
        ]
        return next((folder for folder in short if fits(folder)), short[-1])

    def environ(self, **more: str) -> dict[str, str]:
        """Return the environment of everything that runs Django."""
        inherited = {
            k: v
            for k, v in os.environ.items()
            if k not in ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")
        }
        return (
            inherited
            | {
                "PORTAL_HOME": str(self.home),
                "PORTAL_ENV": self.portal_env,
                "PORT": str(self.port),
                "DJANGO_SETTINGS_MODULE": "puyang_property.settings",
                "PYTHONUNBUFFERED": "1",
            }
            | self.urls
            | more
        )


def fits(folder: Path) -> bool:
    """Tell whether a socket in `folder` has a path that kernels and PostgreSQL's lists accept."""
    name = f"{folder}/.s.PGSQL.5432.lock"
    return (
        len(name.encode()) <= SOCKET_LIMIT
        and re.fullmatch(r"[\w./@+-]+", name, re.ASCII) is not None
    )
