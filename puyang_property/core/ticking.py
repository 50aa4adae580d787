"""Everything the clock does, in one place: beat calls it by the minute, `tick` by hand."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from puyang_property.core import notifications, reminders

MINUTE, DAY = "minute", "day"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """One thing a room does by the clock; `run(now)` returns what it did, for people to read."""

    name: str
    run: Callable[[datetime], object]
    every: str


_jobs: dict[str, Job] = {}


def on_tick(name: str, run: Callable[[datetime], object], *, every: str = DAY) -> None:
    """Let `run(now)` happen by the clock, every MINUTE or DAY; it must be safe to run twice."""
    if every not in (MINUTE, DAY):
        raise ValueError("A job runs every minute or every day.")
    _jobs[name] = Job(name, run, every)


def tick(now: datetime, *, every=(MINUTE, DAY), deliver: bool = True) -> list[tuple[str, object]]:
    """Do once what the clock does as of `now`; return (name, what was done) in order.

    A job that fails is logged and told as its exception; the others still run.
    """
    done = [("reminders", _run("reminders", reminders.send_due, now))] if MINUTE in every else []
    for job in list(_jobs.values()):
        if job.every in every:
            done.append((job.name, _run(job.name, job.run, now)))
    if deliver:
        done.append(("delivery", _run("delivery", notifications.deliver_due, now)))
    return done


def _run(name, function, now):
    try:
        return function(now)
    except Exception as problem:
        logger.exception("The clock's job “%s” failed.", name)
        return problem
