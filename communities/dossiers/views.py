"""Dossiers at the desk: the list, the dossier of one compound, its verbs."""

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.choices import Kind
from communities.dossiers import actions, forms, items, page, progress, totals
from communities.dossiers.choices import Party
from communities.dossiers.filters import DossierFilter
from communities.models import Community, Dossier, DossierEntry, DossierRequest
from puyang_property.core import bases
from puyang_property.core.exports import Column, label
from puyang_property.core.pagination import Order

VIEW, KEEP = "communities.view_dossier", actions.KEEP
CHANGE = "communities.change_community"


def item_names(keys):
    """Return the names of items for a cell of an export."""
    return " · ".join(items.BY_KEY[key].name for key in keys if key in items.BY_KEY)


def party_names(parties):
    """Return who owes, for a cell of an export."""
    return " · ".join(str(Party(party).label) for party in parties)


COLUMNS = (
    Column("community__name", _("compound")),
    Column("community__public_code", _("public code")),
    Column("community__area__name", _("area")),
    Column("kind", _("kind"), label(Kind)),
    Column("percent", _("completeness (%)")),
    Column("present", _("items present")),
    Column("applicable", _("items that apply")),
    Column("missing", _("missing items"), item_names),
    Column("owing", _("who owes"), party_names),
)


class DossierList(bases.ScopedListView):
    """The dossiers of all compounds in reach: how complete, what is missing, who owes it."""

    model = Dossier
    permission = VIEW
    filterset_class = DossierFilter
    template_name = "communities/dossier_list.html"
    orders = (
        Order("gaps", _("least complete first"), "percent"),
        Order("complete", _("most complete first"), "-percent"),
        Order("name", _("by name"), "community__pinyin"),
    )
    export_columns = COLUMNS
    export_name = "dossiers"

    def get_queryset(self):
        """Bring compound and area along."""
        return super().get_queryset().select_related("community__area")

    def paginated(self, rows):
        """Keep the rows for the totals."""
        self.rows = rows
        return super().paginated(rows)

    def get_context_data(self, **kwargs):
        """Add, over the whole filtered list, the totals."""
        compounds = Community.objects.current().visible_to(self.request.user, VIEW)
        return super().get_context_data(
            kinds=totals.by_kind(self.rows),
            items=totals.by_item(self.rows),
            without_kind=compounds.filter(kind=Kind.UNKNOWN).count(),
            **kwargs,
        )


class DossierPage(bases.ScopedDetailView):
    """The dossier of one compound, and what its kind entitles it to."""

    model = Community
    permission = VIEW
    template_name = "communities/dossier.html"

    def get_queryset(self):
        """Bring the area along."""
        return super().get_queryset().select_related("area__parent")

    def get_context_data(self, **kwargs):
        """Add the items with how they stand, and the measures."""
        row = self.object
        assessment = page.assessment_of(row)
        return super().get_context_data(
            assessment=assessment,
            present=len(assessment.present),
            lines=page.lines(row, assessment),
            measures=progress.of(row, assessment),
            may_keep=row.is_current and self.request.user.has_perm(KEEP, row),
            may_change=row.is_current and self.request.user.has_perm(CHANGE, row),
            **kwargs,
        )


class ItemVerb(bases.VerbView):
    """A verb on one item of the dossier of a compound."""

    model = Community
    permission = KEEP

    @cached_property
    def item(self):
        """Return the item of the address; 404 for one that the kind does not have."""
        found = items.BY_KEY.get(self.kwargs["item"])
        if found is None:
            raise Http404
        return found

    @property
    def explanation(self):
        """Say what proves it, on which basis."""
        return _t("Proof: %(proof)s. Basis: %(basis)s (%(sure)s). Owed by: %(party)s.") % {
            "proof": self.item.proof,
            "basis": self.item.law,
            "sure": self.item.sureness,
            "party": self.item.owed_by.label,
        }

    def run(self, record, form):
        """Run the verb for the item."""
        return type(self).action(
            record, item=self.item.key, by=self.request.user, **form.cleaned_data
        )

    def get_success_url(self):
        """Return the dossier."""
        return Dossier(community_id=self.object.pk).get_absolute_url()


class Record(ItemVerb):
    """Record that a paper is there, or why it is not needed."""

    form_class = forms.RecordForm
    action = staticmethod(actions.record)
    success_message = _("The dossier is recorded.")

    @property
    def submit_text(self):
        """Return the text of the button."""
        return _t("Record: %(item)s") % {"item": self.item.name}

    def get_form_kwargs(self):
        """Let the form know the item."""
        return {**super().get_form_kwargs(), "item": self.item}


class Ask(ItemVerb):
    """Ask for a missing paper until a day."""

    form_class = forms.AskForm
    action = staticmethod(actions.ask_for)
    success_message = _("The request is on the clock of its office.")

    @property
    def submit_text(self):
        """Return the text of the button."""
        return _t("Ask for: %(item)s") % {"item": self.item.name}

    def get_form_kwargs(self):
        """Let the form offer the offices in charge."""
        return {**super().get_form_kwargs(), "community": self.object}


class Withdraw(bases.VerbView):
    """Take an entry back."""

    model = DossierEntry
    permission = KEEP
    form_class = forms.ReasonForm
    action = staticmethod(actions.withdraw)
    submit_text = pgettext_lazy("dossier", "Take the entry back")
    success_message = pgettext_lazy("dossier", "The entry is taken back.")


class DropRequest(bases.VerbView):
    """Ask for a paper no longer."""

    model = DossierRequest
    permission = KEEP
    form_class = forms.ReasonForm
    action = staticmethod(actions.drop_request)
    submit_text = _("Ask no longer")
    success_message = _("The request is dropped.")
