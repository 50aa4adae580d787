"""Retention: contact details are erased after a period per kind of record (PIPL 19, 47)."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from puyang_property.core import history
from puyang_property.core.actors import CLOCK

MONTHS_A_YEAR = 12
BATCH = 500


@dataclass(frozen=True)
class Retention:
    """How long one kind of record keeps its contact details.

    due(before) returns the queryset of what is to be anonymised; rows leave it once they are.
    anonymise(obj, now=…) erases; it runs in a transaction with the history row.
    """

    kind: str
    months: int
    due: Callable
    anonymise: Callable
    label: str = ""

    def before(self, now):
        """Return the moment before which records of this kind are anonymised."""
        months = getattr(settings, "RETENTION_MONTHS", {}).get(self.kind, self.months)
        local = timezone.localtime(now)
        years, month = divmod(local.month - 1 - months, MONTHS_A_YEAR)
        year, month = local.year + years, month + 1
        return local.replace(year=year, month=month, day=min(local.day, monthrange(year, month)[1]))


class Anonymised(NamedTuple):
    """What one kind of record had to lose."""

    retention: Retention
    count: int


_kinds: dict[str, Retention] = {}


def retention(kind, *, months, due, anonymise, label=""):
    """Register how long `kind` ("disputes.complaint") keeps contact details."""
    _kinds[kind] = Retention(kind, months, due, anonymise, label)


def anonymise_due(now, *, dry_run=False):
    """Anonymise what is due at `now`; return one Anonymised per kind. A dry run only counts."""
    return [Anonymised(kind, _run(kind, now, dry_run)) for _name, kind in sorted(_kinds.items())]


def _run(kind, now, dry_run):
    due = kind.due(kind.before(now))
    if dry_run:
        return due.count()
    done, last = 0, None
    while (ids := list(due.values_list("pk", flat=True)[:BATCH])) and ids != last:
        done, last = done + sum(_one(kind, due, pk, now) for pk in ids), ids
    return done


@transaction.atomic
def _one(kind, due, pk, now):
    """Anonymise one record under its lock, unless another run was faster."""
    record = due.filter(pk=pk).select_for_update(of=("self",), no_key=True).first()
    if record is None:
        return 0
    kind.anonymise(record, now=now)
    history.record(record, "anonymised", by=CLOCK, now=now, changes={"kept_months": kind.months})
    return 1
