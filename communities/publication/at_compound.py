"""Forms that enter something at one compound."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from communities.models import Community
from puyang_property.core import bases


class CreateAtCompound(bases.ScopedCreateView):
    """Enter something at the compound of the address; `heading` holds %(name)s."""

    heading = ""

    @cached_property
    def community(self):
        """Return the compound: 404 when not visible, 403 when not to be served."""
        rows = Community.objects.current().visible_to(self.request.user)
        found = get_object_or_404(rows, pk=self.kwargs["pk"])
        self.require(self.get_permission(), found)
        return found

    @property
    def title(self):
        """Return the heading."""
        return str(self.heading) % {"name": self.community}

    def make(self, form):
        """Run the action for this compound."""
        user = self.request.user
        return type(self).action(by=user, community=self.community, **form.cleaned_data)

    def get_cancel_url(self):
        """Return the compound's page."""
        return self.community.get_absolute_url()
