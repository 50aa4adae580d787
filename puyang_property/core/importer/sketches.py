"""What a check would have made so far, kept outside the database in a file that vanishes.

A check takes a file piece by piece and rolls each piece back. Rows of later pieces must still find
what earlier ones would have entered: a sketch of it lies here under the texts by which it is found.
Memory stays the same however long the file is.
"""

import sqlite3

ASKED = 500  # places in one question

TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA cache_size = -4096;
CREATE TABLE sketch (key TEXT PRIMARY KEY, payload TEXT) WITHOUT ROWID;
CREATE TABLE shelf (place TEXT, key TEXT, PRIMARY KEY (place, key)) WITHOUT ROWID;
CREATE TABLE made (subject INTEGER PRIMARY KEY, number INTEGER);
"""
FOUND = "SELECT key, payload FROM sketch WHERE key IN (SELECT key FROM shelf WHERE place IN (%s))"


class Sketches:
    """Sketches of records, each on several shelves, and which row made which record."""

    def __init__(self):
        """Open an empty file without a name; SQLite removes it when it is closed."""
        self._file = sqlite3.connect("")
        self._file.executescript(TABLES)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self._file.close()

    def keep(self, key, places, payload):
        """Keep the `payload` of a record on every one of the `places`; a newer one replaces it."""
        self._file.execute("INSERT OR REPLACE INTO sketch VALUES (?, ?)", (key, payload))
        rows = [(place, key) for place in places]
        self._file.executemany("INSERT OR IGNORE INTO shelf VALUES (?, ?)", rows)

    def at(self, places):
        """Return the payloads on any of the `places`, each once."""
        found, places = {}, sorted(set(places))
        for start in range(0, len(places), ASKED):
            asked = places[start : start + ASKED]
            found |= dict(self._file.execute(FOUND % ",".join("?" * len(asked)), asked))
        return list(found.values())

    def made(self, subject_id, number):
        """Note that row `number` made the record `subject_id`."""
        self._file.execute("INSERT OR REPLACE INTO made VALUES (?, ?)", (subject_id, number))

    def row_of(self, subject_id):
        """Return the number of the row that made the record, or None when it was there before."""
        asked = "SELECT number FROM made WHERE subject = ?"
        found = self._file.execute(asked, (subject_id,)).fetchone()
        return found and found[0]
