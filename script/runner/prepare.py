"""Makes database and static files ready, inside the virtual environment, in one fast process."""

import argparse
import hashlib
import io
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# in this order, each idempotent
REFERENCE_DATA = ("load_areas", "load_calendar", "load_rules", "load_categories")
DEMO = "load_demo"
TOLD = 3
UNUSED = ["redoc"]  # of the sidecar: it calls other hosts, and is large


def main() -> int:
    """Run every step that this version of the portal knows."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--demo", action="store_true", help="fill a database without users with the demo"
    )
    parser.add_argument(
        "--only-empty", action="store_true", help="do nothing to a database that has tables"
    )
    options = parser.parse_args()

    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import get_commands
    from django.db import OperationalError, connection

    try:
        django.setup()
    except ImproperlyConfigured as error:
        return tell(str(error))
    try:
        tables = connection.introspection.table_names()
    except OperationalError as error:
        return tell(f"the database cannot be reached: {str(error).strip().splitlines()[0]}")
    if options.only_empty and tables:
        return 0
    step("Bringing the tables up to date", "migrate", interactive=False, verbosity=0)
    for name in REFERENCE_DATA:
        if name in get_commands():
            step(f"Loading the reference data ({name})", name, verbosity=0, stdout=io.StringIO())
    if options.only_empty:
        return 0
    collect_static()
    if options.demo and DEMO in get_commands() and is_without_users():
        step("Filling the demo", DEMO, verbosity=0)
    return 0


def step(title: str, name: str, **options) -> None:
    """Run one command, saying what happens and how long it took."""
    from django.core.management import CommandError, call_command

    started = time.monotonic()
    print(f"{title} …", flush=True)
    try:
        call_command(name, **options)
    except CommandError as error:
        sys.exit(tell(f"{name}: {error}"))
    if (took := time.monotonic() - started) > 5:
        print(f"  {took:.0f} s", flush=True)


def tell(reason: str) -> int:
    """Say why it did not work, in one line; return the exit code that tells the runner so."""
    print(f"script/{os.environ.get('PORTAL_COMMAND', 'server')}: {reason}", file=sys.stderr)
    return TOLD


def is_without_users() -> bool:
    """Tell whether nobody has an account yet."""
    from django.contrib.auth import get_user_model

    return not get_user_model().objects.exists()


def collect_static() -> None:
    """Collect the static files when they or the packages changed since the last time."""
    from django.conf import settings

    stamp = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    step(
        "Collecting the static files",
        "collectstatic",
        interactive=False,
        verbosity=0,
        ignore_patterns=UNUSED,
    )
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    """Return a digest over names, sizes and times of what goes into the static files."""
    digest = hashlib.sha256()
    files = [ROOT / "requirements.txt", ROOT / "puyang_property" / "settings.py"]
    for folder in (ROOT / "static", *ROOT.glob("*/static"), *ROOT.glob("puyang_property/*/static")):
        files += (path for path in folder.rglob("*") if path.is_file())
    for path in sorted(files):
        found = path.stat()
        digest.update(f"{path}:{found.st_size}:{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.path[0] = str(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puyang_property.settings")
    sys.exit(main())
