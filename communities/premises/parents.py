"""What pages of premises share: the record of the address, found and asked for first."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from communities.models import Building, Community, Unit
from communities.premises import actions, wording
from communities.premises.urls_of import of_community
from puyang_property.core import bases


class KeptDetail(bases.ScopedDetailView):
    """A building or a facility: its history, and whether the reader keeps it while it stands."""

    def get_context_data(self, **kwargs):
        """Add both."""
        row = self.object
        may = self.request.user.has_perm(actions.KEEP, row) and row.ended_on is None
        return super().get_context_data(timeline=wording.timeline(row), may_keep=may, **kwargs)


class Under(bases.ScopedCreateView):
    """A form below a record of the address: 404 when not visible, 403 when not to be served."""

    parent_model = None

    def parents(self):
        """Return the parents that may be named."""
        return self.parent_model._default_manager.visible_to(self.request.user)

    @cached_property
    def parent(self):
        """Return the parent of the address."""
        found = get_object_or_404(self.parents(), pk=self.kwargs["pk"])
        self.require(self.get_permission(), found)
        return found

    def get(self, request, *args, **kwargs):
        """Show the form for a parent in reach."""
        return super().get(request, *args, **kwargs) if self.parent else None

    def get_form_kwargs(self):
        """Ask for the parent before the form is made."""
        kwargs = super().get_form_kwargs()
        return {**kwargs, **self.form_parent()} if self.parent else kwargs

    def form_parent(self):
        """Return what the form wants to know of the parent."""
        return {}

    def get_success_url(self):
        """Go to what was made."""
        return self.object.get_absolute_url()

    def get_cancel_url(self):
        """Go back to the parent."""
        return self.parent.get_absolute_url()


class UnderCommunity(Under):
    """A form below a compound that stands."""

    parent_model = Community

    def parents(self):
        """Leave out merged entries."""
        return super().parents().current()

    def get_cancel_url(self):
        """Go back to the premises."""
        return of_community("premises", self.parent)


class UnderBuilding(Under):
    """A form below a building that stands."""

    parent_model = Building

    def parents(self):
        """Leave out what has ended."""
        return super().parents().standing().select_related("community")


class UnderUnit(Under):
    """A form below a unit that stands."""

    parent_model = Unit

    def parents(self):
        """Leave out what has ended."""
        return super().parents().standing().select_related("community", "building", "entrance")

    @property
    def heading(self):
        """Return where the unit is."""
        return f"{self.parent.community} {self.parent}"
