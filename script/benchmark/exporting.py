"""The CSV of 100,000 cases: rows a second, and the memory that serving it takes."""

import time
import urllib.parse

from benchmark.browser import Wrong
from benchmark.measured import Row
from benchmark.staff import QUEUE

ROWS_A_SECOND, GROWN_MB = 20_000, 64
WANTED = 100_000
PIECE = 1 << 20
TENTH = "qingfeng"  # the district from where a tenth of all cases comes


def export(city):
    """Download the cases once and return the row."""
    reader = city.officers[0]
    query = {"tab": "all", "export": "csv"}
    if city.portal.size > WANTED:
        query["area"] = TENTH
    web = city.portal.web
    reader.get(f"{QUEUE}?tab=all").expect(200)  # the workers are warm
    web.forget_peak()
    rest = web.peak_mb()
    before = city.portal.cpu()
    rows, first, took = download(reader, f"{QUEUE}?{urllib.parse.urlencode(query)}")
    used = [(b - a) * 1000 for a, b in zip(before, city.portal.cpu(), strict=True)]
    peak = web.peak_mb()
    rate = rows / took
    note = f"{rows:,} rows in {took:.1f} s, first byte {first * 1000:.0f} ms; "
    note += f"rps is rows/s; peak {peak:.0f} MB, {peak - rest:+.0f} MB"
    row = Row("CSV of cases", city.portal.size, 1, rate, took * 1000, took * 1000, note=note)
    row.web_cpu_ms, row.db_cpu_ms = used
    aim = f"≥{ROWS_A_SECOND:,} rows/s, bounded memory"
    return row.judge(aim, rate >= ROWS_A_SECOND and peak - rest <= GROWN_MB)


def download(reader, path):
    """Return how many cases came, after how long the first byte, and how long it took."""
    started = time.perf_counter()
    answer = reader.open(path)
    if answer.status != 200 or "text/csv" not in answer.headers["Content-Type"]:
        raise Wrong(f"no CSV but status {answer.status}")
    first, lines = None, 0
    while piece := answer.read(PIECE):
        first = first or time.perf_counter() - started
        lines += piece.count(b"\r\n")
    if lines < 2:
        raise Wrong("the CSV is empty")
    return lines - 1, first, time.perf_counter() - started
