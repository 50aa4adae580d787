"""Queries that a busy page asks: put into SQL once, planned once, asked with other values.

Django builds and compiles a query anew whenever it is asked, and PostgreSQL plans it anew: for rows
that keys find, either takes several times as long as finding them. Here the SQL is still Django's
own; only the values change, and each connection keeps its plans (PREPARE).
"""

import copy
import itertools
from types import SimpleNamespace
from weakref import WeakKeyDictionary

from django.db import connections
from django.db.models import Field, Lookup
from django.db.models.expressions import Expression

_numbers = itertools.count(1)
_plans = WeakKeyDictionary()  # connection of the driver → names of the plans it keeps


class Asked(Expression):
    """The place of a value in a prepared query: `filter(pk=Asked("pk"))`."""

    allowed_default = False

    def __init__(self, name):
        """Keep the keyword under which the value will come."""
        super().__init__()
        self.name = name

    def __repr__(self):
        return f"Asked({self.name!r})"

    def as_sql(self, compiler, connection):
        """Leave the place open."""
        return "%s", [self]

    def get_group_by_cols(self):
        """Return nothing: a value is no column."""
        return []


@Field.register_lookup
class AnyOf(Lookup):
    """`pk__any_of=Asked("keys")`: one of a list, whose length the SQL does not depend on."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        """Return the condition in SQL."""
        column, of_column = self.process_lhs(compiler, connection)
        values, of_values = self.process_rhs(compiler, connection)
        return f"{column} = ANY({values})", [*of_column, *of_values]


class Prepared:
    """A query whose shape never changes: `build()` returns it, `rows(**values)` asks it.

    Values go to the driver as they are: keys, numbers, text, days, lists of them; never None. What
    `build` says besides is frozen with the first question: nothing of a moment or a reader.
    """

    def __init__(self, build):
        """Keep `build`; the models need not be ready yet."""
        self.build, self.name, self._known = build, f"prepared_{next(_numbers)}", {}

    def rows(self, **values):
        """Return the rows as a list: instances, tuples or whatever the query gives."""
        known = self._known.get("") or self._compiled()
        queryset, asker = known.queryset, copy.copy(known.compiler)
        asker.connection = connection = connections[asker.using]  # of this thread
        question = self._planned(connection, known) or (known.sql, known.places)
        filled = tuple(values[p.name] if isinstance(p, Asked) else p for p in question[1])
        asker.as_sql = lambda *args, **kwargs: (question[0], filled)
        query = copy.copy(queryset.query)
        query.get_compiler = lambda *args, **kwargs: asker
        asked = SimpleNamespace(
            db=queryset.db,
            query=query,
            model=queryset.model,
            _fields=queryset._fields,
            _known_related_objects={},
        )
        return list(queryset._iterable_class(asked))

    def first(self, **values):
        """Return the first row, or None."""
        return next(iter(self.rows(**values)), None)

    def _compiled(self):
        queryset = self.build()
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, places = compiler.as_sql()
        compiler.connection = None  # belongs to one thread
        found = SimpleNamespace(queryset=queryset, compiler=compiler, sql=sql, places=tuple(places))
        self._known[""] = found
        return found

    def _planned(self, connection, known):
        """Return the call of the plan that this connection keeps, and its values' places.

        None where connections are shared between transactions: what one of them prepared is
        another's then, and the setting for that says so to Django as well.
        """
        asked = [place for place in known.places if isinstance(place, Asked)]
        if not asked or connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
            return None
        connection.ensure_connection()
        kept = _plans.setdefault(connection.connection, set())
        if self.name not in kept:
            with connection.wrap_database_errors, connection.connection.cursor() as cursor:
                cursor.execute(f"PREPARE {self.name} AS {_numbered(cursor, known)}")
            kept.add(self.name)
        places, table = ", ".join(["%s"] * len(asked)), known.queryset.model._meta.db_table
        return f'EXECUTE {self.name} ({places}) /* FROM "{table}" */', asked  # for who reads logs


def _numbered(cursor, known):
    """Return the SQL with its open places numbered, and everything else in it said aloud."""
    numbers = itertools.count(1)
    said = (
        f"${next(numbers)}" if isinstance(place, Asked) else cursor.mogrify("%s", [place]).decode()
        for place in known.places
    )
    return known.sql % tuple(said)
