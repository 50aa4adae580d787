"""The page of a change of boundary: what moves along is shown before anything is saved."""

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import boundaries
from accounts.models import Area
from puyang_property.core import bases
from puyang_property.core.forms import PortalForm


class BoundaryForm(PortalForm):
    """Under which authority, and since when."""

    parent = forms.ModelChoiceField(
        label=_("managed from now on by"), queryset=Area.objects.none(), to_field_name="key"
    )
    on = forms.DateField(
        label=_("valid from"),
        initial=timezone.localdate,
        help_text=_("Today or a day in the past: the change holds at once."),
    )
    note = forms.CharField(
        label=_("decree or reason"), max_length=500, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args, area, user, **kwargs):
        """Offer the authorities of the level above in the areas of `user`."""
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = boundaries.possible_parents(area, user)


class BoundaryView(bases.VerbView):
    """Choose, look at what is concerned, then save."""

    model = Area
    slug_field = "key"
    slug_url_kwarg = "key"
    permission = boundaries.PERMISSION
    action = staticmethod(boundaries.change_boundary)
    form_class = BoundaryForm
    template_name = "accounts/boundary.html"
    submit_text = _("Change the boundary")
    success_message = _("The boundary is changed. Open cases stay with the offices shown.")

    def get_form_kwargs(self):
        """Read the choice to be looked at from the address."""
        kwargs = super().get_form_kwargs()
        if self.request.method == "GET" and self.request.GET:
            kwargs["data"] = self.request.GET
        return {**kwargs, "area": self.object, "user": self.request.user}

    def get_context_data(self, **kwargs):
        """Add the change that a valid choice would make, and what it was chosen by."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        if self.request.method == "GET" and form.is_bound and form.is_valid():
            parent = form.cleaned_data["parent"]
            context["change"] = boundaries.Change(self.object, parent)
        return {**context, "area_url": self.get_success_url()}

    def get_success_url(self):
        """Return the area's page in the admin."""
        return reverse("admin:accounts_area_change", args=[self.object.pk])
