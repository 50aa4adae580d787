"""Writes and reads the archive of a portal. Runs inside the virtual environment.

A tar of `database.dump` (pg_dump's custom format), `files/…` and at the end `manifest.json`, which
counts every table in the very snapshot that was dumped and holds the SHA-256 of every member.
"""

import argparse
import contextlib
import hashlib
import io
import json
import os
import shutil
import sys
import tarfile
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from runner.archive_tools import (  # noqa: E402
    connect,
    count_rows,
    fingerprint,
    read_history,
    refuse,
    run_program,
)

ROOT = Path(__file__).resolve().parent.parent.parent
FORMAT = 1
DUMP, MANIFEST, FILES = "database.dump", "manifest.json", "files"


def main() -> int:
    """Run `backup OUT` or `restore ARCHIVE [--force]`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["backup", "restore"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--force", action="store_true")
    options = parser.parse_args()
    home = Path(os.environ["PORTAL_HOME"])
    try:
        if options.command == "backup":
            return backup(options.path, home)
        return restore(options.path, home, force=options.force)
    except psycopg2.Error as error:
        refuse(f"the database says: {str(error).strip().splitlines()[0]}")
    except OSError as error:
        refuse(f"{error.filename or options.path}: {error.strerror or error}")


# ------------------------------------------------------------------------------------- backup


def backup(out: Path, home: Path) -> int:
    """Write the archive beside its final name and move it there when it is whole."""
    part = out.with_name(f".{out.name}.part")
    with connect() as connection, tempfile.TemporaryDirectory(dir=out.parent) as folder:
        connection.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
        counts = count_rows(connection)
        if not counts:
            refuse("the database is empty, there is nothing to keep.")
        print(f"Copying {sum(counts.values()):,} rows of {len(counts)} tables …", flush=True)
        dump = Path(folder) / DUMP
        write_dump(connection, dump)
        manifest = describe(connection, counts, home)
        try:
            write_archive(part, dump, home / FILES, manifest)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    print(f"{out} ({out.stat().st_size:,} bytes, {len(manifest['members']) - 1} files)")
    print(f"The keys are not in it: keep {home / 'keys'} in another place.", flush=True)
    return 0


def write_dump(connection, dump: Path) -> None:
    """Dump the snapshot that `connection` looks at."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
    command = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    run_program("pg_dump", connection, *command, f"--file={dump}")


def describe(connection, counts: dict[str, int], home: Path) -> dict:
    """Return the manifest, its members still to be filled in."""
    return {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"],
        "postgresql": connection.server_version // 10000,
        "counts": counts,
        "history": read_history(connection, counts),
        "keys": fingerprint(home / "keys"),
        "members": {},
    }


def write_archive(part: Path, dump: Path, files: Path, manifest: dict) -> None:
    """Write dump, files and manifest; only the owner may read the archive."""
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as handle, tarfile.open(fileobj=handle, mode="w") as tar:
        add(tar, DUMP, dump, manifest)
        for path in sorted(files.rglob("*")):
            if path.is_file() and not path.is_symlink():
                with contextlib.suppress(FileNotFoundError):  # erased meanwhile
                    add(tar, f"{FILES}/{path.relative_to(files).as_posix()}", path, manifest)
        content = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(content), 0o600
        tar.addfile(entry, io.BytesIO(content))


def add(tar: tarfile.TarFile, name: str, path: Path, manifest: dict) -> None:
    """Add one file and note its digest."""
    with open(path, "rb") as handle:
        manifest["members"][name] = hashlib.file_digest(handle, "sha256").hexdigest()
        handle.seek(0)
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = os.fstat(handle.fileno()).st_size, 0o600
        tar.addfile(entry, handle)


# ------------------------------------------------------------------------------------ restore


def restore(archive: Path, home: Path, *, force: bool) -> int:
    """Verify the archive, bring it back in one transaction, compare, then move the files in."""
    files = home / FILES
    with connect() as connection, tempfile.TemporaryDirectory(dir=home) as folder:
        check_target(connection, files, force=force)
        staged = Path(folder)
        manifest = unpack(archive, staged)
        print(f"The archive of {manifest['made_at']} is whole, restoring …", flush=True)
        connection.rollback()
        load_dump(connection, staged)
        compare(connection, manifest)
        put_files(staged / FILES, files)
    total = sum(manifest["counts"].values())
    print(f"{total:,} rows of {len(manifest['counts'])} tables and the history are as they were.")
    if manifest["keys"] and manifest["keys"] != fingerprint(home / "keys"):
        print(f"NOTE: put the keys of that portal into {home / 'keys'}: contacts are encrypted.")
    return 0


def check_target(connection, files: Path, *, force: bool) -> None:
    """Refuse a database or a folder that holds something, unless told."""
    filled = {table: rows for table, rows in count_rows(connection).items() if rows}
    if filled and not force:
        total = sum(filled.values())
        refuse(f"the database holds {total:,} rows; --force replaces them (back up first).")
    if files.is_dir() and any(files.iterdir()) and not force:
        refuse(f"{files} holds files; --force replaces them (back up first).")


def unpack(archive: Path, folder: Path) -> dict:
    """Unpack what the manifest names and verify each digest; return the manifest."""
    try:
        with tarfile.open(archive) as tar:
            manifest = json.load(tar.extractfile(MANIFEST))
            if manifest["format"] != FORMAT:
                refuse(f"{archive} has format {manifest['format']}, this portal reads {FORMAT}.")
            for name, digest in manifest["members"].items():
                extract(tar, name, folder, digest)
    except (tarfile.TarError, KeyError, ValueError, TypeError, EOFError) as error:
        refuse(f"{archive} is not a whole archive of script/backup ({error}).")
    return manifest


def extract(tar: tarfile.TarFile, name: str, folder: Path, digest: str) -> None:
    """Write one member below `folder`, never outside."""
    target = folder / name
    if not (name == DUMP or name.startswith(f"{FILES}/")) or ".." in Path(name).parts:
        raise ValueError(f"it names {name}")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tar.extractfile(name) as source, open(target, "wb") as handle:
        shutil.copyfileobj(source, handle)
    target.chmod(0o600)
    with open(target, "rb") as handle:
        if hashlib.file_digest(handle, "sha256").hexdigest() != digest:
            raise ValueError(f"{name} is damaged")


def load_dump(connection, folder: Path) -> None:
    """Replace the schema by the dump's in one transaction: all of it or nothing."""
    script = folder / "restore.sql"
    with open(script, "w") as handle:
        handle.write("DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n")
    dumped = folder / "dump.sql"
    options = ["--no-owner", "--no-privileges", f"--file={dumped}"]
    run_program("pg_restore", connection, *options, str(folder / DUMP))
    settings = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    run_program("psql", connection, *settings, f"--file={script}", f"--file={dumped}")


def compare(connection, manifest: dict) -> None:
    """Compare every table's count and the history with the manifest."""
    counts = count_rows(connection)
    differing = [
        table
        for table in counts.keys() | manifest["counts"].keys()
        if counts.get(table) != manifest["counts"].get(table)
    ]
    if differing:
        refuse(f"these tables do not have the rows of the manifest: {', '.join(sorted(differing))}")
    if read_history(connection, counts) != manifest["history"]:
        refuse("the history is not the one of the manifest.")


def put_files(staged: Path, files: Path) -> None:
    """Put the restored files in the place of those that were there."""
    old = files.with_name("files.old")
    shutil.rmtree(old, ignore_errors=True)
    staged.mkdir(exist_ok=True)
    if files.exists():
        files.rename(old)
    staged.rename(files)
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
