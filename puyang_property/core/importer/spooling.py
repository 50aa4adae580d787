"""Rows of a file that are looked through first and taken in after: read once, kept on disk."""

import itertools
import pickle
import tempfile


class Spool:
    """The rows of a table in a file without a name that vanishes; memory stays the same.

    What is unpickled is what was pickled here a moment ago: nobody else reaches the file.
    """

    def __init__(self, rows):
        """Take `rows`, an iterable of what pickle can hold."""
        self._rest = iter(rows)
        self._file = tempfile.TemporaryFile("w+b")  # noqa: SIM115 closed when the rows are done
        self._count = 0

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self._file.close()

    def first_look(self):
        """Yield the rows and keep them; whoever looks may stop early."""
        for row in self._rest:
            pickle.dump(row, self._file, pickle.HIGHEST_PROTOCOL)
            self._count += 1
            yield row

    def again(self):
        """Yield all rows, those that the first look did not reach too."""
        self._file.seek(0)
        kept = (pickle.load(self._file) for _each in range(self._count))  # noqa: S301 see above
        return itertools.chain(kept, self._rest)
