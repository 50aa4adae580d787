"""Do with one row what it asks for."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from puyang_property.core import history
from puyang_property.core.models.imports import ImportRow, Outcome
from puyang_property.core.refusals import Refused

LABEL_LENGTH = 200


def treat(number, cells, kind, job, *, by):
    """Return the unsaved ImportRow for the `cells` of row `number`, having done what it says."""
    row = ImportRow(job=job, number=number, outcome=Outcome.REFUSED)
    values = given(cells, job)
    if all(cell is None or cell == "" for cell in values.values()):
        row.reasons = [_("The row cannot be read, or all mapped columns are empty.")]
        return row
    try:
        with transaction.atomic():
            clean = kind.clean_row(values, job)
            row.label, row.reasons = clean.label[:LABEL_LENGTH], list(map(str, clean.notes))
            row.data = clean.data
            settle(row, kind, job, by=by)
    except (ValidationError, Refused, PermissionDenied, IntegrityError, DataError) as error:
        row.outcome, row.subject_type, row.subject_id = Outcome.REFUSED, None, None
        row.candidates, row.before = [], None
        row.reasons = [*row.reasons, *words_of(error)]
    row.data = kind.keep(row.data)
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
        row.candidates = [{"id": one.pk, "label": str(one)} for one in match.likely]
        names = "、".join(f"{one} ({one.pk})" for one in match.likely)
        row.reasons.append(_("likely the same as: %(names)s") % {"names": names})
    else:
        row.outcome = Outcome.CREATED
        apply_row(row, kind, job, by=by)


def apply_row(row, kind, job, *, by, into=None, overwrite=()):
    """Create the record of `row` or fill `into`, and note on the row what an undo needs."""
    extra = {"overwrite": overwrite} if overwrite else {}
    applied = kind.apply(row.data, job, by=by, into=into, **extra)
    row.before = applied.before
    row.reasons = [*row.reasons, *map(str, applied.notes)]
    _point(row, applied.subject)


def _point(row, subject):
    row.subject_type = ContentType.objects.get_for_model(subject)
    row.subject_id = subject.pk
    row.subject_seq = history.of(subject).aggregate(last=Max("seq"))["last"] or 0


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
