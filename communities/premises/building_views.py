"""A compound's buildings at the desk: the overview, one building, its units at once."""

from django.db.models import Count, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from communities.models import Building, Community, Entrance, Unit
from communities.premises import actions, forms, parents, rolls, totals, wording
from communities.premises.urls_of import of_community
from puyang_property.core import bases

VIEW, KEEP = "communities.view_building", actions.KEEP
OWNERS, THAT = "communities.view_owner", "communities.view_ownership"
STANDING_UNITS = Q(units__ended_on=None)


class Premises(bases.ScopedDetailView):
    """The premises of one compound: buildings with counts, totals beside what it declares."""

    model = Community
    permission = VIEW
    template_name = "communities/premises.html"

    def get_queryset(self):
        """Bring the area along."""
        return super().get_queryset().select_related("area")

    def get_context_data(self, **kwargs):
        """Add buildings, totals, rooms and, for whoever may know that, the heads."""
        row, user = self.object, self.request.user
        may = {
            name: user.has_perm(permission, row)
            for name, permission in (("keep", KEEP), ("owners", OWNERS), ("heads", THAT))
        }
        return super().get_context_data(
            buildings=buildings_of(row),
            totals=totals.totals(row),
            rooms=totals.rooms(row),
            count=rolls.count_of(row) if may["heads"] else None,
            may={**may, "keep": may["keep"] and row.is_current},
            may_import=user.has_perm("communities.import_owner", row),
            **kwargs,
        )


def buildings_of(community):
    """Return the standing buildings of a compound with the numbers of entrances and units."""
    doors = Count("entrances", filter=Q(entrances__ended_on=None), distinct=True)
    units = Count("units", filter=STANDING_UNITS, distinct=True)
    blank = Count("units", filter=STANDING_UNITS & Q(units__area=None), distinct=True)
    rows = community.building_rows.standing().order_by("place_key", "id")
    return rows.annotate(doors=doors, number_of_units=units, without_area=blank)


class BuildingDetail(parents.KeptDetail):
    """One building with the map of its units."""

    model = Building
    template_name = "communities/building.html"

    def get_queryset(self):
        """Bring the compound along."""
        return super().get_queryset().select_related("community__area")

    def get_context_data(self, **kwargs):
        """Add the facts, the map and the facilities inside."""
        row = self.object
        units = row.units.standing().select_related("entrance").order_by("place_key", "id")
        return super().get_context_data(
            facts=wording.building_facts(row),
            map=wording.UnitMap(row, list(units)),
            number_of_units=len(units),
            entrances=row.entrances.standing().order_by("place_key", "id"),
            facilities=row.facilities.standing().order_by("kind", "id"),
            **kwargs,
        )


class BuildingAdd(parents.UnderCommunity):
    """Enter a building."""

    model = Building
    permission = KEEP
    form_class = forms.BuildingForm
    success_message = _("The building is entered. Enter its units next.")

    @property
    def title(self):
        """Return the heading."""
        return _("Enter a building of %(name)s") % {"name": self.parent}

    def make(self, form):
        """Enter it."""
        return actions.create_building(
            by=self.request.user, community=self.parent, **form.cleaned_data
        )


class BuildingChange(bases.ScopedUpdateView):
    """Change what is known of a building."""

    model = Building
    permission = KEEP
    form_class = forms.BuildingForm
    action = staticmethod(actions.change_building)
    success_message = _("The change is saved.")


class BuildingEnd(bases.VerbView):
    """Let a building end with its units."""

    model = Building
    permission = KEEP
    form_class = forms.EndForm
    action = staticmethod(actions.end_building)
    submit_text = _("End the building")
    success_message = _("The building has ended; its past stays.")
    explanation = _(
        "For a building that was demolished or entered by mistake. Its units end on the same day; "
        "nothing is deleted."
    )

    def get_success_url(self):
        """Go back to the premises."""
        return of_community("premises", self.object.community)


class EntranceAdd(parents.UnderBuilding):
    """Enter an entrance."""

    model = Entrance
    permission = KEEP
    form_class = forms.EntranceForm
    success_message = _("The entrance is entered.")

    @property
    def title(self):
        """Return the heading."""
        return _("Enter an entrance of %(name)s") % {"name": self.parent}

    def get_form_kwargs(self):
        """Leave the instance out: the form is a plain one."""
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance", None)
        return kwargs

    def make(self, form):
        """Enter it."""
        return actions.add_entrance(self.parent, by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        """Go back to the building."""
        return self.parent.get_absolute_url()


class UnitsRaise(bases.VerbView):
    """Enter all units of a building at once."""

    model = Building
    permission = KEEP
    form_class = forms.RaiseForm
    action = staticmethod(actions.raise_units)
    submit_text = _("Enter the whole building's units")
    success_message = _("The units are entered.")
    explanation = _(
        "Rooms are numbered by floor: 101, 102, 201 … in each entrance. All are entered or none."
    )

    def get_form_kwargs(self):
        """Start from what the building says."""
        return {**super().get_form_kwargs(), "building": self.object}


class UnitAdd(parents.UnderBuilding):
    """Enter one unit."""

    model = Unit
    permission = KEEP
    form_class = forms.UnitForm
    success_message = _("The unit is entered.")

    @cached_property
    def title(self):
        """Return the heading."""
        return _("Enter a unit of %(name)s") % {"name": self.parent}

    def form_parent(self):
        """Let the form offer the entrances."""
        return {"building": self.parent}

    def make(self, form):
        """Enter it."""
        return actions.add_unit(self.parent, by=self.request.user, **form.cleaned_data)
