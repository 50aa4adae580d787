"""Units at the desk: the list of a compound, one unit with its owners, its verbs."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Community, Unit
from communities.premises import actions, forms, wording
from communities.premises.choices import AreaSource, Sale, Use
from communities.premises.filters import UnitFilter
from puyang_property.core import bases
from puyang_property.core.exports import Column, label
from puyang_property.core.pagination import Order

KEEP = actions.KEEP
WHOM, THAT = "communities.view_owner", "communities.view_ownership"
COLUMNS = (
    Column("building__number", _("building")),
    Column("entrance__number", pgettext_lazy("building", "entrance")),
    Column("floor", _("floor")),
    Column("number", _("room number")),
    Column("use", pgettext_lazy("unit", "use"), label(Use)),
    Column("area", _("exclusive area (m²)")),
    Column("area_source", _("source of the area"), label(AreaSource)),
    Column("sale", _("sale and delivery"), label(Sale)),
)


class UnitList(bases.ScopedListView):
    """The units of one compound in the order in which one walks through it."""

    model = Unit
    filterset_class = UnitFilter
    orders = (Order("place", _("by place"), "place_key"),)
    template_name = "communities/unit_list.html"
    export_columns = COLUMNS
    export_name = "units"

    @cached_property
    def community(self):
        """Return the compound of the address."""
        rows = Community.objects.visible_to(self.request.user)
        found = get_object_or_404(rows, pk=self.kwargs["pk"])
        self.require(self.get_permission(), found)
        return found

    def get_queryset(self):
        """Keep the units of the compound."""
        return super().get_queryset().filter(community=self.community).with_place()

    def get_context_data(self, **kwargs):
        """Add the compound."""
        return super().get_context_data(community=self.community, **kwargs)


class UnitDetail(bases.ScopedDetailView):
    """One unit: areas by source, and that or by whom it is owned, as far as the reader may know."""

    model = Unit
    template_name = "communities/unit.html"

    def get_queryset(self):
        """Bring the place along."""
        return super().get_queryset().with_place().select_related("community__area")

    def get_context_data(self, **kwargs):
        """Add facts, ownerships and what may be done."""
        row, user = self.object, self.request.user
        asked = (("whom", WHOM), ("that", THAT), ("keep", KEEP), ("own", "communities.keep_owner"))
        may = {name: user.has_perm(permission, row) for name, permission in asked}
        standing = row.ended_on is None
        held = row.ownerships.standing().select_related("owner").order_by("from_on", "id")
        return super().get_context_data(
            facts=wording.unit_facts(row),
            current=held.current() if may["that"] else (),
            former=held.exclude(pk__in=held.current()) if may["that"] else (),
            timeline=wording.timeline(row, () if may["that"] else wording.OF_OWNERS),
            may={
                **may,
                "keep": may["keep"] and standing,
                "own": may["own"] and standing and not row.is_with_developer,
            },
            **kwargs,
        )


class UnitChange(bases.ScopedUpdateView):
    """Change what is known of a unit."""

    model = Unit
    permission = KEEP
    form_class = forms.UnitForm
    action = staticmethod(actions.change_unit)
    success_message = _("The change is saved.")

    def get_queryset(self):
        """Bring the building along."""
        return super().get_queryset().select_related("building", "community")


class UnitEnd(bases.VerbView):
    """Let a unit end."""

    model = Unit
    permission = KEEP
    form_class = forms.EndForm
    action = staticmethod(actions.end_unit)
    submit_text = _("End the unit")
    success_message = _("The unit has ended; its past stays.")

    def get_success_url(self):
        """Go back to the building."""
        return self.object.building.get_absolute_url()
