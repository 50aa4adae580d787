"""Cleaning a row without asking the database the same thing over and over."""

import functools
import operator

from django.core.exceptions import FieldError
from django.db import DatabaseError, router, transaction
from django.db.models import BooleanField, CheckConstraint, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.sql import Query
from django.db.models.sql.constants import SINGLE


class LeanCleaning:
    """For models that are cleaned often: name it before the base of the model.

    Django asks about each check constraint by itself, in a savepoint of its own, with every field
    of the row. Here they are asked together; one by one, for the words, only when one is broken.
    Nor is asked whether a row exists to which a foreign key leads and which was read already.
    """

    _keeps = frozenset()

    def clean_fields(self, exclude=None):
        """Raise ValidationError with what is wrong with each field."""
        known = {field.name for field in self._meta.concrete_fields if _leads_to_known(self, field)}
        super().clean_fields(exclude=known | set(exclude or ()))

    def validate_constraints(self, exclude=None):
        """Raise ValidationError with what every broken constraint says."""
        self._keeps = _kept(self, frozenset(exclude or ()))
        try:
            super().validate_constraints(exclude=exclude)
        finally:
            del self._keeps

    def get_constraints(self):
        """Return the constraints that are still to be asked about."""
        return [
            (model, [each for each in constraints if each.name not in self._keeps])
            for model, constraints in super().get_constraints()
        ]


def _leads_to_known(row, field):
    """Tell whether `field` is a foreign key to a row in memory; a new key forgets that row."""
    if not field.many_to_one and not field.one_to_one:
        return False
    is_known = field.is_cached(row) and getattr(row, field.attname) is not None
    return is_known and not field.get_limit_choices_to()


def _kept(row, exclude):
    """Return the names of the checks that `row` keeps, all or none; not those on fields left out.

    An error of the database says nothing here: then each check is asked by itself.
    """
    using = router.db_for_write(type(row), instance=row)
    checks = [each for each in _checks(type(row)) if exclude.isdisjoint(each[2])]
    if not checks:
        return frozenset()
    names, conditions, fields = zip(*checks, strict=True)
    query = Query(None)
    for field in set().union(*fields):
        query.add_annotation(_value(row, field), field, select=False)
    query.add_annotation(Value(1), "_check")
    together = functools.reduce(operator.and_, conditions)
    try:
        query.add_q(Q(Coalesce(together, True, output_field=BooleanField())))
        with transaction.atomic(using=using):
            found = query.get_compiler(using=using).execute_sql(SINGLE)
    except (DatabaseError, FieldError):
        return frozenset()
    return frozenset(names) if found else frozenset()


@functools.cache
def _checks(model):
    """Return (name, condition, names of its fields) for the checks that need only stored fields."""
    stored = {field.name for field in model._meta.concrete_fields if not field.generated} | {"pk"}
    checks = [each for each in model._meta.constraints if isinstance(each, CheckConstraint)]
    asked = [(each.name, Q(each.condition), _fields(each)) for each in checks]
    return [each for each in asked if each[2] <= stored]


def _fields(check):
    return frozenset(Q(check.condition).referenced_base_fields)


def _value(row, name):
    field = row._meta.pk if name == "pk" else row._meta.get_field(name)
    return Value(getattr(row, field.attname), field)
