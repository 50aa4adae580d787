"""What is public about a compound follows it into another entry."""

from communities.following import follow_clocks
from communities.publication.choices import Group
from communities.publication.recording import settle_clock
from puyang_property.core import history


def follow_merged_community(source, into, *, by, now=None):
    """Move publications, notices and contacts of a merged entry to the one that stays."""
    for rows in (source.publications, source.publicnotices, source.contacts):
        for row in rows.all():
            row.community = into
            row.save(update_fields=["community"])
            history.record(row, "moved", by=by, now=now, changes={"community": into.pk})
    follow_clocks([into.pk])
    for group in Group:
        settle_clock(into, group, now=now)
