"""Common facilities at the desk: the list over all compounds in reach, one facility, its checks."""

from django.utils.translation import gettext_lazy as _

from communities.models import CommonFacility
from communities.premises import actions, facilities, forms, parents, wording
from communities.premises.choices import Condition, FacilityKind
from communities.premises.deadlines import LIFT_REQUEST
from communities.premises.filters import FacilityFilter
from communities.premises.urls_of import of_community
from puyang_property.core import bases, clock, files
from puyang_property.core.exports import Column, label
from puyang_property.core.pagination import Order

KEEP = actions.KEEP
COLUMNS = (
    Column("community__name", _("compound")),
    Column("kind", _("kind"), label(FacilityKind)),
    Column("name", _("name or number")),
    Column("building__number", _("building")),
    Column("place", _("where exactly")),
    Column("condition", _("condition"), label(Condition)),
    Column("maintainer", _("maintained by")),
    Column("area", _("area (m²)")),
    Column("checked_on", _("last checked on")),
    Column("next_check_on", _("next check by")),
)


class FacilityList(bases.ScopedListView):
    """The facilities of all compounds of the reader's areas."""

    model = CommonFacility
    filterset_class = FacilityFilter
    orders = (
        Order("check", _("next check first"), "check_order"),
        Order("newest", _("newest first"), "-created_at"),
    )
    template_name = "communities/facility_list.html"
    export_columns = COLUMNS
    export_name = "common-facilities"

    def get_queryset(self):
        """Leave out what has ended."""
        rows = super().get_queryset().standing()
        return rows.select_related("community", "building", "entrance")


class FacilityDetail(parents.KeptDetail):
    """One facility with its clocks, photos and history."""

    model = CommonFacility
    template_name = "communities/facility.html"

    def get_queryset(self):
        """Bring the place along."""
        rows = super().get_queryset()
        return rows.select_related("community__area", "building", "entrance")

    def get_context_data(self, **kwargs):
        """Add facts, clocks and photos."""
        row = self.object
        due = list(clock.open_for(row))
        return super().get_context_data(
            facts=wording.facility_facts(row),
            deadlines=due,
            awaits_request=any(deadline.kind == LIFT_REQUEST for deadline in due),
            photos=files.of(row),
            **kwargs,
        )


class FacilityAdd(parents.UnderCommunity):
    """Enter a facility."""

    model = CommonFacility
    permission = KEEP
    form_class = forms.FacilityForm
    success_message = _("The facility is entered.")

    @property
    def title(self):
        """Return the heading."""
        return _("Enter a facility of %(name)s") % {"name": self.parent}

    def form_parent(self):
        """Let the form offer the buildings."""
        return {"community": self.parent}

    def make(self, form):
        """Enter it."""
        return facilities.add(by=self.request.user, community=self.parent, **form.cleaned_data)


class FacilityChange(bases.ScopedUpdateView):
    """Change what is known of a facility."""

    model = CommonFacility
    permission = KEEP
    form_class = forms.FacilityForm
    action = staticmethod(facilities.change)
    success_message = _("The change is saved.")

    def get_queryset(self):
        """Bring the compound along."""
        return super().get_queryset().select_related("community")


class FacilityVerb(bases.VerbView):
    """A verb on one facility."""

    model = CommonFacility
    permission = KEEP


class FacilityCheck(FacilityVerb):
    """Record a check."""

    form_class = forms.CheckForm
    action = staticmethod(facilities.check)
    submit_text = _("Record a check")
    success_message = _("The check is recorded.")


class FacilityAskInspection(FacilityVerb):
    """Record that the inspection of a lift was asked for."""

    form_class = forms.DayForm
    action = staticmethod(facilities.ask_inspection)
    submit_text = _("Inspection asked for")
    success_message = _("The request is recorded; the inspection itself is still awaited.")


class FacilityEnd(FacilityVerb):
    """Let a facility end."""

    form_class = forms.EndForm
    action = staticmethod(facilities.end)
    submit_text = _("End the facility")
    success_message = _("The facility has ended; its past stays.")

    def get_success_url(self):
        """Go back to the premises."""
        return of_community("premises", self.object.community)


class FacilityPhotograph(FacilityVerb):
    """Add photos."""

    form_class = forms.PhotosForm
    action = staticmethod(facilities.photograph)
    submit_text = _("Add photos")
    success_message = _("The photos are kept; they are shown when they are checked.")
