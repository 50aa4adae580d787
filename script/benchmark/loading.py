"""Loads stored cases by COPY: indexes aside, several processes, indexes again, statistics."""

import io
import multiprocessing
import os
import random
import time
from concurrent.futures import ProcessPoolExecutor

import psycopg2
from django.db import connection, connections
from django.utils import timezone

from benchmark import lives, people, places
from benchmark.drawing import (
    DOSSIER_AGE,
    DOSSIER_EVENTS,
    DOSSIERS,
    Stock,
)
from benchmark.ledger import Ledger
from benchmark.rows import COLUMNS, PER_CASE, Case
from disputes.models import Dispute
from puyang_property.core.workdays import SHANGHAI

CHUNK = 2_000
RARE_CASES = 20
PLAIN_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid
WHERE i.indrelid::regclass::text = ANY(%s) AND NOT i.indisunique AND c.oid IS NULL
ORDER BY 1
"""
IDS = {table: columns.split()[0] for table, columns in COLUMNS.items()}
_shared = {}


def load(cases, *, processes=None, say=print):
    """Fill an empty, prepared database with `cases` cases; return the logins of its staff."""
    if Dispute.objects.exists():
        raise SystemExit("There are cases already: load into a fresh database.")
    started = time.monotonic()
    logins = prepare(cases)
    say(f"  people, places and texts: {time.monotonic() - started:.0f} s")
    with connection.cursor() as cursor:
        kept = _put_indexes_aside(cursor)
    started = time.monotonic()
    _copy_all(cases, processes or os.cpu_count())
    say(f"  {cases:,} cases copied: {time.monotonic() - started:.0f} s")
    started = time.monotonic()
    with connection.cursor() as cursor:
        _build_indexes(cursor, kept)
        _move_sequences(cursor, cases)
        for table in [*COLUMNS, "communities_community", "accounts_post"]:
            cursor.execute(f"VACUUM (ANALYZE, FREEZE) {table}")
        cursor.execute("CHECKPOINT")
    say(f"  indexes and statistics: {time.monotonic() - started:.0f} s")
    return logins


def prepare(cases, compounds=places.COMPOUNDS):
    """Make people and places, and everything that `cases` cases are drawn from."""
    logins = people.appoint()
    _shared.clear()
    _shared["places"] = list(places.settle(compounds))
    _shared["ledger"] = ledger = Ledger(timezone.now().astimezone(SHANGHAI))
    _shared["stock"] = Stock(_shared["places"], ledger.categories)
    _shared["cases"], _shared["dossiers"] = cases, dossiers(cases)
    return logins


def dossiers(cases):
    """Return {index: rank of the place} of the cases with a long history."""
    return {
        max(1, int(cases * (1 - DOSSIER_AGE / (365 * lives.YEARS))) - rank): rank
        for rank in range(min(DOSSIERS, cases // 10))
    }


def _copy_all(cases, processes):
    chunks = [(first, min(first + CHUNK, cases + 1)) for first in range(1, cases + 1, CHUNK)]
    connections.close_all()
    if processes == 1 or len(chunks) == 1:
        for chunk in chunks:
            _copy_chunk(chunk)
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        for _ in pool.map(_copy_chunk, chunks):
            pass


def _copy_chunk(chunk):
    """Make and copy the cases of one chunk in one transaction."""
    own = psycopg2.connect(**_parameters())
    with own, own.cursor() as cursor:
        if may_trust_links(cursor):
            cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        write(cursor, chunk)
    own.close()


def may_trust_links(cursor):
    """Tell whether we may leave foreign keys unchecked: a test checks them, a million is long."""
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    return cursor.fetchone()[0]


def write(cursor, chunk):
    """Make the cases of one chunk and copy them into their tables."""
    sink = {table: [] for table in COLUMNS}
    rng = random.Random(chunk[0])
    for index in range(*chunk):
        _draw(rng, index, sink)
    for table, rows in sink.items():
        columns = ", ".join(COLUMNS[table].split())
        file = io.StringIO("".join(rows))
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", file)


def _parameters():
    """Return how psycopg2 reaches Django's database."""
    given = connection.get_connection_params()
    return {k: v for k, v in given.items() if k not in {"cursor_factory", "client_encoding"}}


def _draw(rng, index, sink):
    """Write the rows of case `index`."""
    stock, ledger, cases = _shared["stock"], _shared["ledger"], _shared["cases"]
    long = _shared["dossiers"].get(index)
    place, elsewhere = rng.choices(stock.places, cum_weights=stock.shares, k=2)
    filed_at = lives.received(index, cases, ledger.now)
    if long is None:
        life = lives.live(rng, filed_at, ledger.now)
    else:
        place, life = _place_of(long), lives.dossier(filed_at, DOSSIER_EVENTS)
    channel = rng.choices(stock.channels, cum_weights=stock.channel_shares)[0]
    rare = index % max(cases // RARE_CASES, 1) == 1
    papers = stock.papers(rng, index, channel, rare=rare)
    Case(ledger, index, life, place, channel, elsewhere).write(sink, papers)


def _place_of(rank):
    """Return a place in the street that comes at `rank` by its number of cases."""
    if "streets" not in _shared:
        streets = {}
        for place in _shared["places"]:
            streets.setdefault(place.street_path, []).append(place)
        by_weight = lambda rows: -sum(row.weight for row in rows)  # noqa: E731
        _shared["streets"] = sorted(streets.values(), key=by_weight)
    return _shared["streets"][rank % len(_shared["streets"])][0]


def _put_indexes_aside(cursor):
    """Drop what is faster to build at the end; return how to build it."""
    cursor.execute(PLAIN_INDEXES, [list(COLUMNS)])
    kept = cursor.fetchall()
    for name, _definition in kept:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in kept]


def _build_indexes(cursor, definitions):
    cursor.execute("SET maintenance_work_mem = '512MB'")
    cursor.execute("SET max_parallel_maintenance_workers = 2")
    for definition in definitions:
        cursor.execute(definition)
    cursor.execute("RESET maintenance_work_mem")


def _move_sequences(cursor, cases):
    """Let new rows come after the loaded ones."""
    for table, column in IDS.items():
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), %s)",
            [(cases + 1) * PER_CASE],
        )
    cursor.execute("SELECT setval('disputes_number', %s)", [cases])
