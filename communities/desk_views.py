"""The register at the desk: lists, one compound, its verbs."""

from django.utils.translation import gettext_lazy as _

from communities import actions, duplicates, wording
from communities.choices import Kind, ManagementMode
from communities.filters import CommunityFilter
from communities.forms import CommunityAddForm, CommunityForm, KindForm, MergeForm, PlaceForm
from communities.models import Community, ServiceContract
from puyang_property.core import bases, panels
from puyang_property.core.exports import Column, label
from puyang_property.core.models import Deadline
from puyang_property.core.pagination import Order

BY_NAME = Order("name", _("by name"), "pinyin")
NEWEST = Order("newest", _("newest first"), "-created_at")
CHANGED = Order("changed", _("last changed first"), "-changed_at")
CONTRACTS = 20  # of one compound, on its page
COLUMNS = (
    Column("public_code", _("public code")),
    Column("name", _("name")),
    Column("area__name", _("area")),
    Column("address", _("address")),
    Column("kind", _("kind"), label(Kind)),
    Column("management_mode", _("management"), label(ManagementMode)),
    Column("developer", _("developer")),
    Column("built_year", _("year built")),
    Column("households", _("households")),
    Column("buildings", _("number of buildings")),
    Column("floor_area", _("floor area (m²)")),
    Column("land_area", _("land area (m²)")),
    Column("green_rate", _("green space (%)")),
    Column("plot_ratio", _("plot ratio")),
    Column("parking_spaces", _("parking spaces")),
    Column("source", _("source")),
)


class CommunityList(bases.ScopedListView):
    """The compounds of the reader's areas."""

    model = Community
    filterset_class = CommunityFilter
    orders = (BY_NAME, NEWEST, CHANGED)
    template_name = "communities/community_list.html"
    export_columns = COLUMNS
    title = _("Compounds")

    def get_queryset(self):
        """Leave out merged entries and those taken back."""
        return super().get_queryset().current().select_related("area", "area__parent")


class PlacementList(CommunityList):
    """The compounds whose residents' committee is not known yet."""

    permission = "communities.place_community"
    title = _("To be placed")
    is_worklist = True

    def get_queryset(self):
        """Keep those placed in a street, a district or the city only."""
        return super().get_queryset().unplaced()


class CommunityDetail(bases.ScopedDetailView):
    """One compound with contracts, deadlines, names and history."""

    model = Community
    template_name = "communities/community_detail.html"

    def get_queryset(self):
        """Bring the area along."""
        return super().get_queryset().select_related("area__parent__parent", "merged_into")

    def get_context_data(self, **kwargs):
        """Add what hangs on the compound and what may be done with it."""
        row = self.object
        contracts = row.contracts.standing().select_related("company").order_by("-id")
        contracts = list(contracts[: CONTRACTS + 1])
        return super().get_context_data(
            names=row.aliases.filter(dropped_at=None),
            contracts=_with_deadlines(contracts[:CONTRACTS]),
            more_contracts=len(contracts) > CONTRACTS,
            facts=wording.facts(row),
            timeline=wording.timeline(row),
            may=self._may(),
            panels=panels.render("communities.community_detail", self.request, row),
            **kwargs,
        )

    def _may(self):
        verbs = ("change", "publish", "place", "merge")
        user, row = self.request.user, self.object
        found = {verb: user.has_perm(f"communities.{verb}_community", row) for verb in verbs}
        found["contract"] = user.has_perm("communities.add_servicecontract", row)
        return found if row.is_current else dict.fromkeys(found, False)


def _with_deadlines(contracts):
    """Return each contract with its open deadlines, the nearest first; one query for all."""
    found = Deadline.objects.for_subjects(ServiceContract, [each.pk for each in contracts])
    by_contract = {}
    for deadline in found.open().order_by("due_on", "id"):
        by_contract.setdefault(deadline.subject_id, []).append(deadline)
    return [(contract, by_contract.get(contract.pk, [])) for contract in contracts]


class CommunityCreate(bases.ScopedCreateView):
    """Enter a compound."""

    model = Community
    form_class = CommunityAddForm
    template_name = "core/form.html"
    action = staticmethod(actions.create)
    title = _("Enter a compound")
    success_message = _("The compound is entered.")

    def get_form_kwargs(self):
        """Let the form offer the writer's areas."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_cancel_url(self):
        """Return the list."""
        return wording.url("communities:list")


class CommunityUpdate(bases.ScopedUpdateView):
    """Change the facts of a compound."""

    model = Community
    form_class = CommunityForm
    template_name = "core/form.html"
    action = staticmethod(actions.update)
    success_message = _("The change is saved.")

    @property
    def title(self):
        """Return the heading."""
        return _("Change %(name)s") % {"name": self.object}

    def get_cancel_url(self):
        """Return the compound's page."""
        return self.object.get_absolute_url()


class CommunityVerb(bases.VerbView):
    """A verb on one compound."""

    model = Community


class Publish(CommunityVerb):
    """Show the compound to the public."""

    permission = "communities.publish_community"
    action = staticmethod(actions.publish)
    submit_text = _("Show in the public register")
    success_message = _("The public register shows the compound.")


class Hide(CommunityVerb):
    """Take the compound out of the public register."""

    permission = "communities.publish_community"
    action = staticmethod(actions.hide)
    submit_text = _("Take out of the public register")
    success_message = _("The public register no longer shows the compound.")


class Place(CommunityVerb):
    """Say in which area the compound lies."""

    permission = "communities.place_community"
    action = staticmethod(actions.place)
    form_class = PlaceForm
    submit_text = _("Place in an area")
    success_message = _("The compound is placed.")

    def get_form_kwargs(self):
        """Let the form offer the writer's areas."""
        extra = {"user": self.request.user, "near": self.object.area_path}
        return {**super().get_form_kwargs(), **extra}


class ChangeKind(CommunityVerb):
    """Say that the compound is of another kind, since a day or all along."""

    permission = "communities.change_community"
    action = staticmethod(actions.change_kind)
    form_class = KindForm
    submit_text = _("Change the kind")
    success_message = _("The kind is changed.")

    def get_form_kwargs(self):
        """Let the form offer the other kinds."""
        return {**super().get_form_kwargs(), "community": self.object}


class Merge(CommunityVerb):
    """Make the compound a former entry of another."""

    permission = "communities.merge_community"
    action = staticmethod(actions.merge)
    form_class = MergeForm
    submit_text = _("Merge into another entry")
    success_message = _("The entries are merged.")

    @property
    def explanation(self):
        """Name the entries that look like the same compound."""
        paths = self.request.user.paths_for("communities.view_community")
        found = duplicates.likely(self.object, paths)
        if not found:
            return _("No other entry looks like the same compound. The past of this one is kept.")
        names = "、".join(f"{row} ({row.public_code})" for row in found)
        return _("Likely the same: %(names)s. The past of this entry is kept.") % {"names": names}

    def get_form_kwargs(self):
        """Let the form look among what the writer sees."""
        extra = {"user": self.request.user, "source": self.object}
        return {**super().get_form_kwargs(), **extra}
