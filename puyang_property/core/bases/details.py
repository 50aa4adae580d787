"""The detail page of one scoped row."""

from django.views.generic import DetailView

from puyang_property.core import history
from puyang_property.core.bases.scope import ScopedPage
from puyang_property.core.workflow import allowed


class ScopedDetailView(ScopedPage, DetailView):
    """One row that the reader may see, with its history and the steps that are theirs to take."""

    def get_context_data(self, **kwargs):
        """Add `events`, oldest first, and `transitions` where the model has a workflow."""
        kwargs.setdefault("events", history.of(self.object))
        if hasattr(self.object, "workflow"):
            kwargs.setdefault("transitions", allowed(self.object, self.request.user))
        return super().get_context_data(**kwargs)
