"""Do with rows what they ask for: together where their kind can, else one by one."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from puyang_property.core import history
from puyang_property.core.importer import oddities
from puyang_property.core.models.imports import ImportRow, Outcome
from puyang_property.core.refusals import Refused

LABEL_LENGTH = 200


REASONS = (ValidationError, Refused, PermissionDenied)  # words for the row; the others come in
REFUSALS = (*REASONS, IntegrityError, DataError)


class _OneByOne(Exception):
    """Something came in the way of a batch: its rows are taken in one by one."""


def take_in(chunk, kind, job, *, by, recall=None):
    """Return the unsaved ImportRows of the `chunk` of (number, cells), having done what they say.

    `recall(rows)` is called before the first row is settled.
    """
    rows = _clean_all(chunk, kind, job)
    if recall:
        recall([row for row in rows if row.outcome != Outcome.REFUSED])
    if kind.open_batch is None:
        return [_alone(row, kind, job, by=by) for row in rows]
    try:
        with transaction.atomic():
            return _together(rows, kind, job, by=by)
    except (_OneByOne, IntegrityError, DataError):
        job.context.pop("batch", None)
        return [treat(number, cells, kind, job, by=by) for number, cells in chunk]
    finally:
        job.context.pop("batch", None)


def _together(rows, kind, job, *, by):
    """Settle rows that are clean with a batch of their kind."""
    good = [row for row in rows if row.outcome != Outcome.REFUSED]
    batch = job.context["batch"] = kind.open_batch([row.data for row in good], job, by=by)
    for row in good:
        try:
            settle(row, kind, job, by=by)
        except REASONS as error:
            if row.outcome == Outcome.MERGED:  # half of it may be written
                raise _OneByOne from error
            _refuse(row, error)
    batch.flush()
    for row in rows:
        row.data = kind.keep(row.data)
    return rows


def _alone(row, kind, job, *, by):
    """Settle one clean row; whatever refuses it leaves nothing of it."""
    if row.outcome != Outcome.REFUSED:
        try:
            with transaction.atomic():
                settle(row, kind, job, by=by)
        except REFUSALS as error:
            _refuse(row, error)
    row.data = kind.keep(row.data)
    return row


def treat(number, cells, kind, job, *, by):
    """Return the unsaved ImportRow for the `cells` of row `number`, having done what it says."""
    return _alone(_clean(number, cells, kind, job), kind, job, by=by)


def _clean_all(chunk, kind, job):
    """Return the clean rows of the `chunk`: under one savepoint, else each under its own."""
    try:
        with transaction.atomic():
            return [clean(number, cells, kind, job) for number, cells in chunk]
    except (IntegrityError, DataError):
        return [_clean(number, cells, kind, job) for number, cells in chunk]


def _clean(number, cells, kind, job):
    """Return the clean row; one that the database cannot even look for is refused."""
    try:
        with transaction.atomic():
            return clean(number, cells, kind, job)
    except (IntegrityError, DataError) as error:
        return _refuse(ImportRow(job=job, number=number), error)


def clean(number, cells, kind, job):
    """Return the unsaved ImportRow of a row with its data; one that says nothing is refused."""
    row = ImportRow(job=job, number=number, outcome=Outcome.REFUSED)
    values = given(cells, job)
    if all(cell is None or cell == "" for cell in values.values()):
        row.reasons = [_("The row cannot be read, or all mapped columns are empty.")]
        return row
    if odd := oddities.reason(cells, values, kind):
        row.reasons = [odd]
        return row
    try:
        found = kind.clean_row(values, job)
    except REASONS as error:
        return _refuse(row, error)
    row.label, row.reasons = found.label[:LABEL_LENGTH], list(map(str, found.notes))
    row.data, row.outcome = found.data, Outcome.CREATED
    return row


def _refuse(row, error):
    """Let the row be refused for the reasons that `error` gives."""
    row.outcome, row.subject_type, row.subject_id = Outcome.REFUSED, None, None
    row.candidates, row.before = [], None
    row.reasons = [*row.reasons, *words_of(error)]
    return row


def given(cells, job):
    """Return column slug → cell of a row, by the job's mapping."""
    return {slug: cells[i] if i < len(cells) else None for slug, i in job.mapping.items()}


def settle(row, kind, job, *, by):
    """Look for duplicates of the row and create, merge, offer or leave it."""
    match = kind.find_duplicates(row.data, job)
    if match.known is not None:
        row.outcome = Outcome.KNOWN
        _point(row, match.known)
    elif match.same is not None:
        row.outcome = Outcome.MERGED
        apply_row(row, kind, job, by=by, into=match.same)
    elif match.likely:
        row.outcome = Outcome.OFFERED
        row.candidates = [_candidate(one, job) for one in match.likely]
        names = "、".join(_told(one) for one in row.candidates)
        row.reasons.append(_("likely the same as: %(names)s") % {"names": names})
    else:
        row.outcome = Outcome.CREATED
        apply_row(row, kind, job, by=by)


def _candidate(one, job):
    """Return what is kept of a likely record; a check has made some that are not there."""
    made_by = job.context["row_of"](one.pk) if "row_of" in job.context else None
    return {"id": one.pk, "label": str(one)} | ({"row": made_by} if made_by else {})


def _told(candidate):
    if "row" in candidate:
        return _("%(label)s (row %(row)d)") % candidate
    return "%(label)s (%(id)d)" % candidate  # noqa: UP031 the same values as above


def apply_row(row, kind, job, *, by, into=None, overwrite=()):
    """Create the record of `row` or fill `into`, and note on the row what an undo needs."""
    extra = {"overwrite": overwrite} if overwrite else {}
    applied = kind.apply(row.data, job, by=by, into=into, **extra)
    row.before = applied.before
    row.reasons = [*row.reasons, *map(str, applied.notes)]
    _point(row, applied.subject, applied.seq)


def _point(row, subject, seq=None):
    row.subject_type = ContentType.objects.get_for_model(subject)
    row.subject_id = subject.pk
    if seq is None:
        seq = history.of(subject).aggregate(last=Max("seq"))["last"] or 0
    row.subject_seq = seq


def outcome_of(row):
    """Return what became of the row and why, as one text for the report."""
    reasons = "; ".join(row.reasons)
    return f"{row.get_outcome_display()}: {reasons}" if reasons else row.get_outcome_display()


def words_of(error):
    """Return the reasons that an exception carries, in words for the office."""
    if isinstance(error, ValidationError):
        return list(error.messages)
    if isinstance(error, IntegrityError | DataError):
        return [_("The database refuses these values: they contradict a rule or another entry.")]
    return [str(error) or _("Your post does not include this for this place.")]
