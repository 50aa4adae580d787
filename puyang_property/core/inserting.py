"""Insert rows of which some may be there already, and learn by the same statement which are new."""

from django.db import connections, router
from django.db.models import sql
from django.db.models.constants import OnConflict


def insert_new(rows, *, told_by):
    """Insert `rows`, unsaved ones of one model; return the new ones in their order, with keys.

    A row whose unique values are there already, or are being written at this moment by somebody
    who commits, is left alone. `told_by` names the columns that tell the rows apart.
    """
    if not rows:
        return []
    model = type(rows[0])
    using = router.db_for_write(model)
    options = model._meta
    query = sql.InsertQuery(model, on_conflict=OnConflict.IGNORE)
    query.insert_values([f for f in options.concrete_fields if not f.primary_key], rows)
    compiler = query.get_compiler(using=using)
    columns = [options.get_field(name) for name in told_by]
    compiler.returning_fields = [options.pk, *columns]
    [(statement, values)] = compiler.as_sql()
    with connections[using].cursor() as cursor:
        cursor.execute(statement, values)
        keys = {tuple(told): pk for pk, *told in cursor.fetchall()}
    new = []
    for row in rows:
        pk = keys.get(tuple(getattr(row, column.attname) for column in columns))
        if pk is not None:
            row.pk, row._state.adding, row._state.db = pk, False, using
            new.append(row)
    return new
