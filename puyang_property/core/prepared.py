"""Queries that a busy page asks: put into SQL once, asked with other values each time.

Django builds and compiles a query anew whenever it is asked, which takes several times as long as
PostgreSQL takes to answer by key. Here the SQL is still Django's own; only the values change.
"""

import copy
from types import SimpleNamespace

from django.db import connections
from django.db.models import Field, Lookup
from django.db.models.expressions import Expression


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
        self.build, self._known = build, {}

    def rows(self, **values):
        """Return the rows as a list: instances, tuples or whatever the query gives."""
        queryset, compiler, sql, places = self._known.get("") or self._compiled()
        asker = copy.copy(compiler)
        asker.connection = connections[asker.using]  # of this thread
        filled = tuple(values[p.name] if isinstance(p, Asked) else p for p in places)
        asker.as_sql = lambda *args, **kwargs: (sql, filled)
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
        self._known[""] = found = (queryset, compiler, sql, tuple(places))
        return found
