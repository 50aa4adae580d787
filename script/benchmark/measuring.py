"""One bounded loop: eight readers at once for some seconds; rates, times, CPU, queries."""

import statistics
import threading
import time
from dataclasses import dataclass, field

from benchmark.browser import Wrong
from benchmark.counting import ANSWER, ASKED

CONCURRENCY = 8


@dataclass
class Figures:
    """What one loop gave; CPU in milliseconds for each request."""

    requests: int
    rps: float
    p50_ms: float
    p95_ms: float
    web_cpu_ms: float
    db_cpu_ms: float
    queries: int | None = None

    @property
    def cpu_ms(self):
        """Return the CPU of one request in web server and database."""
        return self.web_cpu_ms + self.db_cpu_ms


@dataclass
class Loop:
    """What each reader of a loop shares."""

    ends: float
    times: list = field(default_factory=list)
    failures: list = field(default_factory=list)


def measure(portal, act, readers, *, seconds, warmup=2):
    """Let all `readers` call `act(reader)` until `seconds` are over; return Figures.

    A wrong answer ends everything: figures of a portal that fails are worth nothing.
    """
    for reader in readers:
        for _ in range(warmup):
            act(reader)
    before = portal.cpu()
    started = time.perf_counter()
    loop = Loop(ends=started + seconds)
    threads = [threading.Thread(target=_read, args=(act, each, loop)) for each in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    if loop.failures:
        raise loop.failures[0]
    used = portal.cpu()
    return _figures(loop.times, took, before, used)


def _read(act, reader, loop):
    while not loop.failures and (now := time.perf_counter()) < loop.ends:
        try:
            act(reader)
        except StopIteration:  # nothing left to send: forms are fetched beforehand
            return
        except Exception as failure:
            loop.failures.append(failure)
            return
        loop.times.append((time.perf_counter() - now) * 1000)


def _figures(times, took, before, used):
    if not times:
        raise Wrong("not one request came to its end")
    number = len(times)
    cuts = statistics.quantiles(times, n=20, method="inclusive") if number > 1 else times * 19
    web, database = ((b - a) * 1000 / number for a, b in zip(before, used, strict=True))
    return Figures(number, number / took, statistics.median(times), cuts[18], web, database)


def count_queries(act, reader):
    """Return how many queries one more request costs, as the portal counts them itself."""
    answers = []
    plain = reader.send

    def send(method, path, body, headers):
        answers.append(plain(method, path, body, {ASKED: "1", **headers}))
        return answers[-1]

    reader.send = send
    try:
        act(reader)
    finally:
        del reader.send
    counted = [int(answer.headers[ANSWER]) for answer in answers if ANSWER in answer.headers]
    return sum(counted) if counted else None
