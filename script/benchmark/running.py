"""Runs the scenarios at each size; what fails says so and fails the whole run."""

import http.client
import random
import time

from runner.config import Config

from benchmark import exporting, importing, photos, reminding, residents, staff
from benchmark.browser import Wrong
from benchmark.city import City
from benchmark.measured import FAILED, Row
from benchmark.measuring import count_queries, measure
from benchmark.portal import Portal
from benchmark.table import heading, show

BASELINE = 0.5  # of the length of a loop
BASELINES = {
    "one row": "/bench/one-row/?key=hualong",
    "fifty rows": "/bench/fifty-rows/?key=puyang/hualong/",
    "one insert": "/bench/one-insert/",
}


def run(options):
    """Measure every size; return all rows."""
    config = Config.from_environ()
    found = []
    for size in options.sizes:
        print(f"\n{size:,} stored cases", flush=True)
        portal = Portal(config, size)
        with portal.running():
            city = City(portal, options.seconds, options.quick)
            started = time.monotonic()
            print(heading(), flush=True)
            for row in rows(city, options.only):
                found.append(row)
                print(show(row), flush=True)
            print(f"  measured in {time.monotonic() - started:.0f} s", flush=True)
    return found


def rows(city, only):
    """Yield the rows of one size; what fails is a row that says so."""
    seen = {}
    for scenario in scenarios(city):
        if is_wanted(scenario.name, only):
            [seen[scenario.name]] = tried(city, scenario.name, lambda s=scenario: [one(city, s)])
            yield seen[scenario.name]
    others = {
        "photo re-encoded": lambda: [photos.reencode(city, seen)],
        "CSV of cases": lambda: [exporting.export(city)],
        "tick": lambda: reminding.rows(city.portal),
    }
    for name, measured in others.items():
        if is_wanted(name, only):
            yield from tried(city, name, measured)
    if city.portal.size <= importing.BESIDE and is_wanted("import of a register", only):
        yield from tried(city, "import of a register", lambda: importing.rows(city))
        for scenario in importing.SCENARIOS:
            yield from tried(city, scenario.name, lambda s=scenario: [one(city, s)])


def tried(city, name, measured):
    """Return the rows that `measured()` gives, or one that says how it failed."""
    try:
        return measured()
    except (Wrong, OSError, http.client.HTTPException) as failure:
        told = f"{type(failure).__name__}: {failure}"
        return [Row(name, city.portal.size, 0, note=told, verdict=FAILED)]


def scenarios(city):
    """Return the scenarios that this portal has pages for."""
    found = [*residents.SCENARIOS, *staff.SCENARIOS]
    if staff.has_figures(city):
        found += staff.FIGURES_SCENARIOS
    return found


def is_wanted(name, only):
    """Tell whether `name` holds one of the words asked for; no words ask for all."""
    return not only or any(word in name for word in only)


def one(city, scenario):
    """Measure the baseline page and at once after it the scenario; return its row."""
    act, readers = scenario.prepare(city)
    with_session = readers if readers[0].user else city.residents
    base = measure_baseline(city, scenario.baseline, with_session)
    queries = count_queries(act, readers[0])
    figures = measure(city.portal, act, readers, seconds=city.seconds)
    figures.queries = queries
    return row_of(city, scenario, figures, base, readers)


def measure_baseline(city, name, readers):
    """Measure a baseline page with the same readers: the same session, the same minute."""
    path = BASELINES[name]

    def act(reader):
        if name == "one insert":
            if "csrftoken" not in reader.cookies:
                reader.get(path).expect(200)
            reader.post(path, {"words": f"{random.random()}"}).expect(200, name)
        else:
            reader.get(path).expect(200, name)

    return measure(city.portal, act, readers, seconds=city.seconds * BASELINE)


def row_of(city, scenario, figures, base, readers):
    """Return the row, judged by its aim."""
    ratio = figures.rps / base.rps
    by_cpu = base.cpu_ms / figures.cpu_ms if figures.cpu_ms else 0
    note = "; ".join(filter(None, (scenario.note, *city.remarks.values())))
    city.remarks.clear()
    row = Row(
        scenario=scenario.name,
        size=city.portal.size,
        concurrency=len(readers),
        rps=figures.rps,
        p50_ms=figures.p50_ms,
        p95_ms=figures.p95_ms,
        queries=figures.queries,
        web_cpu_ms=figures.web_cpu_ms,
        db_cpu_ms=figures.db_cpu_ms,
        baseline=scenario.baseline,
        ratio=ratio,
        note=f"{note}; baseline {base.rps:.0f}/s, by CPU {by_cpu:.2f}".removeprefix("; "),
    )
    if scenario.within_ms:
        row.judge(f"≤{scenario.within_ms:g} ms", figures.p95_ms <= scenario.within_ms)
    elif scenario.aim:
        row.judge(f"≥{scenario.aim:g}", ratio >= scenario.aim)
    return row
