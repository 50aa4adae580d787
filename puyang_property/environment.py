"""Readers of the environment that fail loudly."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def flag(name):
    """Return whether the variable `name` is set to 1, true or yes."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


def required(name, *, production, default):
    """Return the variable `name`; only outside production may it be left to `default`."""
    value = os.environ.get(name)
    if value:
        return value
    if production:
        raise ImproperlyConfigured(f"Set {name}: production does not guess it.")
    return default


def portal_home(base_dir):
    """Return the data folder, PORTAL_HOME or `var/` in the checkout."""
    return Path(os.environ.get("PORTAL_HOME") or base_dir / "var").resolve()


def secret(name, home, filename, *, production):
    """Return a secret from the variable `name` or the file `home/keys/filename`.

    Demo and test make the file (mode 0600) when it is absent; production raises
    ImproperlyConfigured.
    """
    if os.environ.get(name):
        return os.environ[name]
    path = home / "keys" / filename
    if path.exists():
        return path.read_text().strip()
    if production:
        raise ImproperlyConfigured(f"Set {name} or put the secret into {path}.")
    return _make_secret(path)


def _make_secret(path):
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
