"""What is public about a compound follows it: into another entry, and under another authority."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Subquery

from communities.models import Publication
from communities.publication.choices import Group
from communities.publication.deadlines import CLOCK
from communities.publication.recording import settle_clock
from puyang_property.core import clock, history
from puyang_property.core.models import Deadline


def follow_merged_community(source, into, *, by, now=None):
    """Move publications, notices and contacts of a merged entry to the one that stays."""
    for rows in (source.publications, source.publicnotices, source.contacts):
        for row in rows.all():
            row.community = into
            row.save(update_fields=["community"])
            history.record(row, "moved", by=by, now=now, changes={"community": into.pk})
    for publication in into.publications.standing():
        clock.reassign(publication, area_path=into.area_path)
    for group in Group:
        settle_clock(into, group, now=now)


def follow_places(now=None):
    """Give the open clocks of publications the path of their compound; return how many moved."""
    kind = ContentType.objects.get_for_model(Publication)
    path = Publication.objects.filter(pk=OuterRef("subject_id")).values("community__area_path")
    running = Deadline.objects.open().filter(subject_type=kind, kind=CLOCK)
    stale = running.exclude(area_path=Subquery(path)).values("subject_id")
    moved = list(Publication.objects.filter(pk__in=stale).select_related("community"))
    for publication in moved:
        clock.reassign(publication, area_path=publication.area_path)
    return len(moved)


def follow_moved_area(area, old_path, *, by):
    """Let the clocks follow at once, in the transaction of the change."""
    follow_places()
