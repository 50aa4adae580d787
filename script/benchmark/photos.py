"""Re-encoding by the worker: the CPU of one photo, none of it in the request."""

import time

from redis import Redis

from benchmark.browser import Wrong
from benchmark.measured import Row
from puyang_property.core.tasks import process_file

SECONDS_OF_CPU = 0.4
PHOTOS, PHOTOS_QUICK = 24, 8
WAITING = "SELECT id FROM core_storedfile WHERE state = 'quarantined' ORDER BY id"
READY = "SELECT count(*) FROM core_storedfile WHERE state = 'ready' AND id = ANY(%s)"
PATIENCE = 120


def reencode(city, seen):
    """Let a worker do what the loop with photos has left, and return the row."""
    if "file by form, photo" not in seen:
        raise Wrong("no photo was filed")
    portal = city.portal
    waiting = [pk for (pk,) in portal.rows(WAITING)]
    filed = portal.rows("SELECT count(*) FROM core_storedfile")[0][0]
    if len(waiting) != filed:
        raise Wrong("a photo was re-encoded without a worker")
    waiting = waiting[: PHOTOS_QUICK if city.quick else PHOTOS]
    Redis.from_url(portal.config.urls["REDIS_URL"]).flushdb()  # only what is measured
    with portal.worker() as worker:
        before, database = worker.cpu(), portal.database.cpu()
        started = time.perf_counter()
        for pk in waiting:
            process_file.delay(pk)
        wait(portal, waiting)
        took = time.perf_counter() - started
        used, database = worker.cpu() - before, portal.database.cpu() - database
    row = Row("photo re-encoded by the worker", portal.size, 2, len(waiting) / took)
    row.web_cpu_ms = used * 1000 / len(waiting)
    row.db_cpu_ms = database * 1000 / len(waiting)
    request = in_request(seen)
    row.note = f"rps is photos/s, CPU the worker's; in the request {request:+.0f} ms"
    total = (row.web_cpu_ms + row.db_cpu_ms + request) / 1000
    return row.judge(f"≤{SECONDS_OF_CPU:g} s CPU in all: {total:.2f},", total <= SECONDS_OF_CPU)


def in_request(seen):
    """Return the milliseconds of CPU that a photo adds to its request."""
    photo, none = seen["file by form, photo"], seen.get("file by form")
    return photo.cpu_ms - (none.cpu_ms if none else 0)


def wait(portal, waiting):
    """Wait until every photo is ready."""
    deadline = time.monotonic() + PATIENCE
    while portal.rows(READY, waiting)[0][0] < len(waiting):
        if time.monotonic() > deadline:
            raise Wrong("the worker has not finished the photos")
        time.sleep(0.05)
