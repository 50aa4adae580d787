"""Decide offered rows: one by one, or all that are alike in one deliberate step."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from puyang_property.core import history
from puyang_property.core.importer import jobs, kinds, working
from puyang_property.core.importer.applying import apply_row, words_of
from puyang_property.core.models.imports import Decision, ImportRow, ImportStatus, Outcome
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

SHOWN = 20


class Alike(models.TextChoices):
    """Which offered rows are decided together."""

    KEEP = "keep", gettext_lazy("keep all whose likely entries are called otherwise")
    MERGE = "merge", gettext_lazy("merge all with the one entry of exactly the same name")


@dataclass
class Preview:
    """How many rows a choice would decide, and the first of them."""

    count: int = 0
    first: list = field(default_factory=list)


@transaction.atomic
def decide(row, decision, *, by, into=None, overwrite=(), now=None):
    """Settle an offered row: merge it `into` a candidate, keep it as a new record, or leave it out.

    `overwrite` names the fields in which the row wins over the record. Returns the row.
    """
    lock(row)
    job = row.job
    kind = jobs.permitted(job, by, decide=True)
    if row.outcome != Outcome.OFFERED or job.status != ImportStatus.DONE:
        raise Refused(_("This row is not waiting for a decision."))
    _settle(row, kind, decision, by=by, into=into, overwrite=overwrite, now=now)
    jobs.recount(job)
    changes = {"row": row.number, "decision": decision}
    history.record(job, "decided", by=jobs.actor_of(by), now=now, changes=changes)
    return row


def _settle(row, kind, decision, *, by, into=None, overwrite=(), now=None):
    """Do with a locked row what was decided, and save it."""
    if decision == Decision.MERGE:
        candidates = {candidate["id"] for candidate in row.candidates}
        if into is None or into.pk not in candidates:
            raise ValidationError(_("Choose the entry that it is the same as."))
        row.outcome = Outcome.MERGED
        apply_row(row, kind, row.job, by=jobs.actor_of(by), into=into, overwrite=overwrite)
    elif decision == Decision.KEEP:
        row.outcome = Outcome.CREATED
        apply_row(row, kind, row.job, by=jobs.actor_of(by))
    else:
        row.outcome = Outcome.REFUSED
        row.reasons = [*row.reasons, _("Left out by decision.")]
    row.decision, row.decided_by = decision, jobs.actor_of(by).user
    row.decided_at = now or timezone.now()
    row.save()


# ---------------------------------------------------------------- many at once
def target(row, kind, choice):
    """Return whether `choice` concerns an offered row, and the key of the entry to merge into."""
    same = [one for one in row.candidates if one["label"].strip() == row.label.strip()]
    if choice == Alike.MERGE:
        return len(same) == 1, same[0]["id"] if len(same) == 1 else None
    keys = {kind.name_key(one["label"]) for one in row.candidates}
    return kind.name_key(row.label) not in keys, None


def previews(job):
    """Return choice → Preview: what each would decide, without deciding anything."""
    kind, found = kinds.get(job.kind), {choice: Preview() for choice in Alike}
    rows = job.rows.filter(outcome=Outcome.OFFERED).order_by("number")
    for row in rows.only("number", "label", "candidates").iterator(1000):
        for choice, preview in found.items():
            if target(row, kind, choice)[0]:
                preview.count += 1
                preview.first += [row] if len(preview.first) < SHOWN else []
    return found


@transaction.atomic
def begin(job, choice, *, by, now=None, wait=False):
    """Let a worker decide all offered rows that `choice` concerns."""
    lock(job)
    jobs.permitted(job, by, decide=True)
    if job.status != ImportStatus.DONE:
        raise Refused(_("Only rows of a finished import are decided."))
    rows = previews(job)[choice].count
    if not rows:
        raise Refused(_("No row waits that this would decide."))
    facts = {"choice": str(choice), "at": 0}
    working.start(job, ImportStatus.DECIDING, by=by, rows=rows, now=now, wait=wait, **facts)
    changes = {"choice": str(choice), "rows": rows}
    history.record(job, "deciding", by=jobs.actor_of(by), now=now, changes=changes)
    return job


@working.work(ImportStatus.DECIDING)
def decide_some(job, kind, *, by):
    """Decide the next rows of `job`; after the last one it is done again."""
    jobs.permitted(job, by, decide=True)
    choice, done = job.work["choice"], 0
    waiting = job.rows.filter(outcome=Outcome.OFFERED, number__gt=job.work["at"])
    rows = list(waiting.order_by("number")[: working.CHUNK])
    for row in rows:
        row.job = job
        concerned, into = target(row, kind, choice)
        if concerned:
            _decide_alike(row, kind, into, by)
            done += 1
    if not rows:
        job.status = ImportStatus.DONE
        return None
    job.work["at"] = rows[-1].number
    return done


def _decide_alike(row, kind, into, by):
    """Decide one row; what refuses it is added to its reasons and it waits on."""
    try:
        with transaction.atomic():
            if into is None:
                _settle(row, kind, Decision.KEEP, by=by)
            else:
                record = kind.model.objects.get(pk=into)
                _settle(row, kind, Decision.MERGE, by=by, into=record)
    except (Refused, ValidationError, PermissionDenied, IntegrityError, DataError) as error:
        fresh = ImportRow.objects.get(pk=row.pk)
        fresh.reasons = [*fresh.reasons, *words_of(error)]
        fresh.save(update_fields=["reasons"])
