"""Database and Redis for a command: given by URL, borrowed from a run, or started for it."""

import contextlib
import os
import shutil
from pathlib import Path

from runner import lock as locks
from runner import postgres, valkey
from runner.config import Config
from runner.processes import Family


def start(config: Config, family: Family) -> None:
    """Start what no URL was given for and add its URL to the configuration."""
    if "DATABASE_URL" not in config.urls:
        config.urls["DATABASE_URL"] = postgres.start(config, family)
    if "REDIS_URL" not in config.urls:
        config.urls["REDIS_URL"] = valkey.start(config, family)


@contextlib.contextmanager
def for_command(config: Config, name: str):
    """Provide the services while a short command runs; yield whether they are our own."""
    lock = locks.Lock(config)
    if not lock.take(name):
        with locks.borrowing(config):
            config.urls = locks.published(config, lock) | config.urls
            yield False
        return
    with lock, own(config):
        yield True
        locks.wait_for_borrowers(config)


@contextlib.contextmanager
def own(config: Config, *, offered: bool = True):
    """Start services of our own, offer them to others, stop them at the end."""
    try:
        with Family(config.run) as family:
            start(config, family)
            if offered:
                locks.publish(config, config.urls)
            try:
                yield family
            finally:
                locks.unpublish(config)
    finally:
        forget_sockets(config.sockets, inside=config.run)


def forget_sockets(folder: Path, *, inside: Path) -> None:
    """Remove our own folder of sockets when it lies outside the data folder."""
    if folder.parent != inside and folder.is_dir() and folder.lstat().st_uid == os.getuid():
        shutil.rmtree(folder, ignore_errors=True)
