"""The page by which the owners' register of a compound leaves the portal."""

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from communities.models import Owner
from communities.premises import owner_exports, owner_forms
from communities.premises.owner_views import OfCompound
from puyang_property.core import bases


@method_decorator(never_cache, name="dispatch")
class OwnerExport(OfCompound, bases.ScopedPage, FormView):
    """Take the register of a compound out as a file: for a reason, logged."""

    model = Owner
    permission = "communities.export_owner"
    form_class = owner_forms.ExportForm
    template_name = "communities/owner_export.html"

    def get(self, request, *args, **kwargs):
        """Ask for the reason, for a compound in reach."""
        return super().get(request, *args, **kwargs) if self.community else None

    def form_valid(self, form):
        """Write who takes what and why, then send the file."""
        return owner_exports.send(
            owner_exports.held(self.community, self.request),
            self.community,
            kind=form.cleaned_data["file"],
            reason=form.cleaned_data["reason"],
            request=self.request,
        )

    def get_context_data(self, **kwargs):
        """Say how many lines the file has, and whether the list was narrowed."""
        held, asked = owner_exports.held(self.community, self.request), self.request.GET
        return super().get_context_data(
            lines=held.count(), is_narrowed=any(asked.values()), **kwargs
        )

    def form_invalid(self, form):
        """Ask again."""
        return self.render_to_response(self.get_context_data(form=form), status=422)
