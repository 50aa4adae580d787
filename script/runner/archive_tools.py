"""What backup and restore share: connection, counts, PostgreSQL's programs, one-line ends."""

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import parse_dsn

LIBPQ = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}
LAST_EVENT = "SELECT count(*), max(id), md5(string_agg(hash, '' ORDER BY id)) FROM core_event"
ANCHOR = "SELECT day::text, digest FROM core_historyanchor ORDER BY last_event_id DESC, day DESC"


def connect():
    """Connect to DATABASE_URL."""
    return psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=5)


def count_rows(connection) -> dict[str, int]:
    """Return the rows of every table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        )
        counts = {}
        for [table] in cursor.fetchall():
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            [counts[table]] = cursor.fetchone()
    return counts


def read_history(connection, counts: dict[str, int]) -> dict | None:
    """Return count, last number and digest of all events, and the newest anchor."""
    if "core_event" not in counts:
        return None
    with connection.cursor() as cursor:
        cursor.execute(LAST_EVENT)
        events, last, digest = cursor.fetchone()
        anchor = None
        if "core_historyanchor" in counts:
            cursor.execute(f"{ANCHOR} LIMIT 1")
            anchor = cursor.fetchone()
    return {
        "events": events,
        "last_event": last,
        "digest": digest,
        "anchor": list(anchor) if anchor else None,
    }


def fingerprint(keys: Path) -> str:
    """Return a short digest by which two sets of keys can be told apart, nothing more."""
    digest = hashlib.sha256(b"puyang keys")
    paths = sorted(path for path in keys.glob("*") if path.is_file()) if keys.is_dir() else []
    for path in paths:
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16] if paths else ""


def run_program(name: str, connection, *arguments: str) -> None:
    """Run one of PostgreSQL's programs against DATABASE_URL; no password on its command line."""
    parameters = parse_dsn(os.environ["DATABASE_URL"])
    environ = os.environ | {LIBPQ[k]: v for k, v in parameters.items() if k in LIBPQ}
    environ.setdefault("PGCONNECT_TIMEOUT", "5")
    command = [program(name, connection.server_version // 10000), *arguments]
    if name == "pg_restore":  # only turns the dump into SQL
        environ = os.environ
    done = subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        refuse(f"{name} failed: {lines[0] if lines else done.returncode}")


def program(name: str, major: int) -> str:
    """Return the program of the server's own major version: older servers refuse newer dumps."""
    folders = [os.environ.get("PORTAL_PG_PROGRAMS"), f"/usr/lib/postgresql/{major}/bin"]
    candidates = [f"{folder}/{name}" for folder in folders if folder] + [shutil.which(name)]
    found = {}
    for candidate in filter(None, candidates):
        with contextlib.suppress(OSError):
            said = subprocess.run([candidate, "--version"], capture_output=True, text=True).stdout
            if match := re.search(r"(\d+)\.", said):
                found.setdefault(int(match[1]), candidate)
    if major not in found:
        have = ", ".join(map(str, found)) or "none"
        refuse(f"{name} of PostgreSQL {major} is needed on PATH for this database, found: {have}.")
    return found[major]


def refuse(reason: str):
    """End with one line."""
    sys.exit(f"script/{sys.argv[1]}: {reason}")
