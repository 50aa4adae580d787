"""Chooses what the package does: measure, or one of the steps that need a process of their own."""

import json
import sys
from pathlib import Path

from benchmark import (
    importing,
    loading,
    options,
    people,
    reminding,
    residents,
    running,
    staff,
    table,
)
from benchmark.browser import Wrong
from benchmark.measured import FAILED
from benchmark.scenarios import GROWTH


def main(arguments):
    """Run `run …`, or one of the steps below with their arguments; return the exit code."""
    name, *rest = arguments
    commands = {"run": run, "load": load, "fill": fill, "tick": tick, "take_in": take_in}
    commands["markdown"] = markdown
    return commands[name](*rest)


def run(*arguments):
    """Measure; print the table, write the JSON."""
    asked = options.parse(arguments)
    try:
        rows = running.run(asked)
    except Wrong as wrong:
        print(f"script/bench: {wrong}", file=sys.stderr)
        return 1
    limits = {each.name: each.growth for each in (*residents.SCENARIOS, *staff.SCENARIOS)}
    limits = {name: limit for name, limit in limits.items() if limit}
    lines = list(table.growth(rows, limits))
    lines += [table.grown(name, times, GROWTH) for name, times in reminding.grown(rows)]
    if lines:
        print(f"\nGrowth from {min(asked.sizes):,} to {max(asked.sizes):,} cases", *lines, sep="\n")
    missed = [row for row in rows if "MISSED" in row.verdict]
    print(f"\n{len(missed)} aims missed." if missed else "\nEvery aim met.", flush=True)
    if asked.json:
        table.write(rows, asked.json)
    failed = [f"{row.scenario} at {row.size:,}" for row in rows if row.verdict == FAILED]
    if failed:
        print(f"script/bench: FAILED: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def load(cases, logins):
    """Fill the empty, prepared database of DATABASE_URL."""
    people.write(loading.load(int(cases)), logins)
    return 0


def fill():
    """Give every case one more open deadline."""
    reminding.fill()
    return 0


def tick(number):
    """Tick with so many reminders due."""
    reminding.tick(int(number))
    return 0


def take_in(number, mode):
    """Take in a register of so many rows, or check it."""
    importing.take_in(number, mode)
    return 0


def markdown(figures):
    """Print the JSON of a run as a table for docs/performance.md."""
    print(*table.markdown(json.loads(Path(figures).read_text())), sep="\n")
    return 0
