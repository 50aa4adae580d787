"""A lookup of keys among those that a query finds."""

from django.db.models import Lookup


class Among(Lookup):
    """Tell whether a key is among those of a query; for few keys of a large table.

    Says the same as `in`. But PostgreSQL reads the keys first and looks them up in the index in
    their order; for `in` it reads the whole table when it guesses their number too high. Not for
    a condition beside one that leaves many rows: each would be compared with every key.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        """Return the condition in SQL."""
        key, of_key = self.process_lhs(compiler, connection)
        keys, of_keys = self.process_rhs(compiler, connection)
        return f"{key} = ANY(ARRAY{keys})", [*of_key, *of_keys]
