"""The figures as a table for people and as JSON for machines."""

import json

from benchmark.measured import shortened

COLUMNS = (
    ("scenario", 31, "<"),
    ("size", 9, ">"),
    ("concurrency", 2, ">"),
    ("rps", 8, ">"),
    ("p50_ms", 9, ">"),
    ("p95_ms", 9, ">"),
    ("queries", 7, ">"),
    ("web_cpu_ms", 8, ">"),
    ("db_cpu_ms", 8, ">"),
    ("baseline", 10, "<"),
    ("ratio", 6, ">"),
    ("verdict", 15, "<"),
    ("note", 0, "<"),
)
TITLES = {
    "concurrency": "c",
    "p50_ms": "p50 ms",
    "p95_ms": "p95 ms",
    "web_cpu_ms": "web ms",
    "db_cpu_ms": "db ms",
    "verdict": "aim",
}


def heading():
    """Return the first line of the table."""
    return _line({name: TITLES.get(name, name) for name, _width, _align in COLUMNS})


def show(row):
    """Return one row as a line."""
    return _line({name: _cell(getattr(row, name)) for name, _width, _align in COLUMNS})


def growth(rows, limits):
    """Yield a line per scenario: how much slower it is at the largest size than at the smallest.

    Counted in times of the baseline page, so that a busy machine changes nothing.
    """
    for name in dict.fromkeys(row.scenario for row in rows):
        found = [row for row in rows if row.scenario == name and row.ratio]
        if name not in limits or len({row.size for row in found}) < 2:
            continue
        first = min(found, key=lambda row: row.size)
        last = max(found, key=lambda row: row.size)
        yield grown(name, first.ratio / last.ratio, limits[name])


def grown(name, times, limit):
    """Return one line of the second table."""
    return f"  {name:<31} {times:5.2f} ×   ≤{limit:g} {'met' if times <= limit else 'MISSED'}"


def markdown(told):
    """Yield the lines of a Markdown table of rows that were written as JSON."""
    names = [name for name, _width, _align in COLUMNS if name != "verdict"]
    yield "| " + " | ".join(TITLES.get(name, name) for name in names) + " |"
    yield "|" + "|".join("---" for _name in names) + "|"
    for row in told:
        yield "| " + " | ".join(_cell(row[name]) for name in names) + " |"


def write(rows, path):
    """Write the rows as the JSON list of the contract."""
    told = [row.as_json() for row in rows]
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def _line(cells):
    parts = [f"{cells[name]:{align}{width or 1}}" for name, width, align in COLUMNS]
    return "  ".join(parts).rstrip()


def _cell(value):
    if value is None:
        return "–"
    value = shortened(value)
    return f"{value:,}" if isinstance(value, int) else str(value)
