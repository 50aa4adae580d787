"""What the page of a dossier shows: each item with how it stands, who shows it and what to do."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType

from communities.dossiers import counting, facts, items, progress
from communities.dossiers.choices import TONES, Standing
from communities.models import DossierEntry, DossierRequest
from puyang_property.core.models import StoredFile


@dataclass(frozen=True)
class Line:
    """One item of the dossier of one compound."""

    item: items.Item
    standing: Standing
    entry: DossierEntry | None = None
    shown_by: object = None
    entry_url: str = ""
    lacks: str = ""
    request: DossierRequest | None = None
    files: list = field(default_factory=list)

    @property
    def tone(self):
        """Return the tone of its badge."""
        return TONES[self.standing]

    @property
    def is_missing(self):
        """Tell whether somebody owes it."""
        return _is_owed(self.standing)


def assessment_of(community):
    """Return the Assessment of one compound, counted from the rows themselves."""
    return counting.assessments([community])[community.pk]


def lines(community, assessment):
    """Return a Line for each item of the dossier."""
    entries = DossierEntry.objects.standing().filter(community=community)
    entries = {entry.item: entry for entry in entries.select_related("recorded_by")}
    waiting = DossierRequest.objects.open().filter(community=community)
    waiting = {row.item: row for row in waiting.select_related("responsible__area")}
    papers = _papers([entry.pk for entry in entries.values()])
    found = []
    for key, standing in assessment.standing.items():
        item, entry = items.BY_KEY[key], entries.get(key)
        proven = item.fact and standing == Standing.PRESENT
        found.append(
            Line(
                item,
                Standing(standing),
                entry=entry,
                shown_by=facts.FACTS[item.fact].row(community) if proven else None,
                entry_url=progress.entry_url(key, community) if _is_owed(standing) else "",
                lacks=_lacks(item, standing, community),
                request=waiting.get(key),
                files=papers[entry.pk] if entry else [],
            )
        )
    return found


def _lacks(item, standing, community):
    """Return what it still takes, where the register has something but not enough."""
    if not (item.fact and _is_owed(standing)):
        return ""
    return facts.FACTS[item.fact].lacks(community)


def _is_owed(standing):
    return standing == Standing.MISSING


def _papers(ids):
    found = defaultdict(list)
    kind = ContentType.objects.get_for_model(DossierEntry)
    for stored in StoredFile.objects.filter(subject_type=kind, subject_id__in=ids).order_by("pk"):
        found[stored.subject_id].append(stored)
    return found
