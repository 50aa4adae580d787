"""Published information at the desk: all compounds with their gaps, one compound, the verbs."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Community, Publication
from communities.publication import forms, gaps, recording, wording
from communities.publication.at_compound import CreateAtCompound
from communities.publication.choices import HEADINGS
from communities.publication.deadlines import code_of
from communities.publication.filters import GapFilter
from puyang_property.core import bases, clock, exports, files, rulebook
from puyang_property.core.pagination import Order

VIEW, KEEP = "communities.view_publication", recording.KEEP
ASKED = {"group", "standing"}


class GapBoard(bases.ScopedListView):
    """Every compound in reach, with how it stands with each of the six groups."""

    model = Community
    permission = VIEW
    filterset_class = GapFilter
    template_name = "communities/publication_board.html"
    orders = (Order("name", _("by name"), "pinyin"),)
    export_columns = gaps.COLUMNS
    export_name = "publications"

    def get_queryset(self):
        """Leave out merged entries and those taken back."""
        return super().get_queryset().current().select_related("area")

    def paginated(self, rows):
        """Let the compounds of a page bring their publications; keep the rows for the totals."""
        self.rows = rows
        return super().paginated(gaps.with_publications(rows))

    def export(self, rows, kind):
        """Let the file show the groups as columns."""
        return super().export(gaps.with_columns(rows), kind)

    def get_context_data(self, *, page, **kwargs):
        """Add the lines and, over the whole filtered list, the totals."""
        return super().get_context_data(
            page=page,
            lines=gaps.lines(page.items),
            totals=[(standing, self._linked(standing, found)) for standing, found in self.totals()],
            groups=[(group, HEADINGS[group]) for group in gaps.GROUPS],
            **kwargs,
        )

    def totals(self):
        """Return how many compounds stand how with each group."""
        return gaps.totals(self.rows)

    def _linked(self, standing, numbers):
        """Return each number with the address of the rows that it counts.

        Under a filter by group and state only that filter's own number has such an address: the
        others count compounds that answer to both.
        """
        narrowed = self.query.get("standing")
        rest = {k: v for k, v in self.query.items() if k not in ASKED}
        return [
            (number, "" if narrowed else exports.query_string(
                {**rest, "group": group.value, "standing": standing.value}
            ))
            for group, number in zip(gaps.GROUPS, numbers, strict=True)
        ]  # fmt: skip


class CommunityPublications(bases.ScopedDetailView):
    """What one compound has shown: the six groups, their dates and gaps, and everything before."""

    model = Community
    permission = VIEW
    template_name = "communities/community_publications.html"

    def get_queryset(self):
        """Bring the area along."""
        return super().get_queryset().select_related("area")

    def get_context_data(self, **kwargs):
        """Add the groups with the setting of each, and the earlier publications."""
        row = self.object
        recorded = list(row.publications.order_by("-published_on", "-id"))
        standing = [one for one in recorded if one.withdrawn_at is None]
        lengths = rulebook.values(*(code_of(group) for group in gaps.GROUPS))
        return super().get_context_data(
            groups=[
                {
                    "cell": cell,
                    "months": lengths[code_of(cell.group)],
                    "rule": rulebook.spec(code_of(cell.group)),
                    "earlier": [
                        one for one in recorded if one.group == cell.group and one != cell.newest
                    ],
                }
                for cell in gaps.cells(standing)
            ],
            may_record=row.is_current and self.request.user.has_perm(KEEP, row),
            **kwargs,
        )


class PublicationDetail(bases.ScopedDetailView):
    """One publication: what was shown, its document, its clock, its history."""

    model = Publication
    template_name = "communities/publication_detail.html"

    def get_queryset(self):
        """Bring the compound along."""
        return super().get_queryset().select_related("community__area")

    def get_context_data(self, **kwargs):
        """Add facts, documents, clock and history."""
        row = self.object
        may = self.request.user.has_perm(KEEP, row)
        return super().get_context_data(
            facts=wording.facts(row, wording.PUBLICATION),
            documents=list(files.of(row, recording.PURPOSE)),
            deadlines=clock.open_for(row),
            timeline=wording.timeline(row),
            may_withdraw=may and row.withdrawn_at is None,
            **kwargs,
        )


class Record(CreateAtCompound):
    """Record that something was shown in a compound."""

    model = Publication
    permission = KEEP
    form_class = forms.RecordForm
    action = staticmethod(recording.record)
    heading = _("Record published information of %(name)s")
    success_message = _("The publication is recorded.")

    def get_initial(self):
        """Start with the group that the address names."""
        return {"group": self.request.GET.get("group", "")}

    def get_success_url(self):
        """Return the compound's publications."""
        return self.get_cancel_url()

    def get_cancel_url(self):
        """Return the compound's publications."""
        return reverse("communities:community_publications", args=[self.community.pk])


class Withdraw(bases.VerbView):
    """Take a publication back."""

    model = Publication
    permission = KEEP
    form_class = forms.ReasonForm
    action = staticmethod(recording.withdraw)
    submit_text = _("Take the publication back")
    success_message = _("The publication is taken back.")
