"""The page of one verb: a form whose action changes one record."""

from django import forms
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from django.views.generic.detail import SingleObjectMixin

from puyang_property.core.bases.posting import PostOnce
from puyang_property.core.bases.scope import ScopedPage
from puyang_property.core.bases.watching import Watching


class NoteForm(forms.Form):
    """The form of a verb that needs no more than a word."""

    note = forms.CharField(
        label=_("note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class VerbView(Watching, PostOnce, ScopedPage, SingleObjectMixin, FormView):
    """Run `action(record, by=…, **cleaned_data)` from a form.

    transition: gives permission and button; a verb that moves no state names `permission` and
    `submit_label`. Not valid → 422, not now → 409, each on the form with what was typed.
    A verb that writes over a value which its form shows names that field in `watched`.
    """

    transition = None
    action = None
    form_class = NoteForm
    template_name = "core/verb.html"
    submit_text = None
    watched = ()

    def get_permission(self):
        """Return the permission named here, else the transition's."""
        return self.permission or self.transition.permission

    @property
    def submit_label(self):
        """Return the text of the button."""
        return self.submit_text or self.transition.label

    def get(self, request, *args, **kwargs):
        """Show the form."""
        self.object = self.get_object()
        return super().get(request, *args, **kwargs)

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        """Run the action, once; under the record's lock where values are compared first."""
        self.object = self.get_object()
        if self.is_watching:
            self.lock(self.object)
        form = self.get_form()
        return self.send(form, lambda: self.work(form))

    def work(self, form):
        """Run the action on the record and return where to go next."""
        self.run(self.object, form)
        return self.get_success_url()

    def run(self, record, form):
        """Call the action with what the form holds; override where the names differ."""
        return type(self).action(record, by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        """Return the record's page."""
        return self.object.get_absolute_url()


class PressView(VerbView):
    """A verb of one button without a page of its own: GET goes to the record."""

    form_class = forms.Form
    shows_again = False

    def get(self, request, *args, **kwargs):
        """Go to the record, where the button is."""
        return HttpResponseRedirect(self.get_object().get_absolute_url())
