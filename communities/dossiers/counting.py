"""Count dossiers: the only writer of the copies that the list is read from."""

from django.db import transaction
from django.utils import timezone

from communities.choices import Kind
from communities.dossiers import facts, requests
from communities.dossiers.completeness import assess
from communities.models import Community, Dossier, DossierEntry

BATCH = 500
COUNTED = ("kind", "applicable", "present", "percent", "missing", "owing", "counted_at")


def assessments(compounds):
    """Return compound id → Assessment, by few queries however many compounds are asked for."""
    answers = {compound.pk: {} for compound in compounds}
    entries = DossierEntry.objects.standing().filter(community__in=answers)
    for pk, item, answer in entries.values_list("community", "item", "answer"):
        answers[pk][item] = answer
    proven = facts.proven(compounds)
    return {
        compound.pk: assess(compound.kind, answers[compound.pk], proven[compound.pk])
        for compound in compounds
    }


@transaction.atomic
def recount(ids, *, now=None):
    """Bring the copies of the compounds `ids` up to date; meet what was asked for and is there.

    The compounds are locked first: of two people who record at once, the second counts both.
    Entries that no longer stand, and kinds without a dossier, have no copy.
    """
    now = now or timezone.now()
    rows = Community.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    rows = list(rows.only("pk", "kind", "merged_into", "withdrawn_at"))
    counted = [row for row in rows if row.is_current and row.kind != Kind.UNKNOWN]
    without = [row.pk for row in rows if row not in counted]
    if without:
        Dossier.objects.filter(community__in=without).delete()
    found = assessments(counted)
    Dossier.objects.bulk_create(
        [copy_of(pk, assessment, now) for pk, assessment in found.items()],
        update_conflicts=True,
        unique_fields=["community"],
        update_fields=COUNTED,
    )
    requests.settle(found, now=now)
    return found


def copy_of(pk, assessment, now):
    """Return the copy of an assessment, unsaved."""
    return Dossier(
        community_id=pk,
        kind=assessment.kind,
        applicable=assessment.applicable,
        present=len(assessment.present),
        percent=assessment.percent,
        missing=list(assessment.missing),
        owing=list(assessment.owing),
        counted_at=now,
    )


def differing(ids):
    """Return the ids among `ids` whose copy is not what counting anew gives."""
    rows = Community.objects.filter(pk__in=ids).only("pk", "kind", "merged_into", "withdrawn_at")
    rows = [row for row in rows if row.is_current and row.kind != Kind.UNKNOWN]
    wanted = {pk: _seen(copy_of(pk, each, None)) for pk, each in assessments(rows).items()}
    kept = {row.community_id: _seen(row) for row in Dossier.objects.filter(community__in=ids)}
    return {pk for pk in {*wanted, *kept} if wanted.get(pk) != kept.get(pk)}


def _seen(row):
    return tuple(getattr(row, name) for name in COUNTED if name != "counted_at")


def batches():
    """Yield the ids of all compounds, some hundred at a time."""
    last = 0
    while True:
        rows = Community.objects.filter(pk__gt=last).order_by("pk")
        ids = list(rows.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return
        yield ids
        last = ids[-1]


def recount_differing(now=None):
    """Put right every copy that differs: after an upgrade that changed the items. How many did?"""
    repaired = 0
    for ids in batches():
        wrong = differing(ids)
        if wrong:
            recount(wrong, now=now)
        repaired += len(wrong)
    return repaired
