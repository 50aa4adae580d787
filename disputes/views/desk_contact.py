"""Show contact details for a reason; release a photo or take that back."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.generic.detail import SingleObjectMixin
from django.views.generic.edit import FormView

from disputes.forms.desk_contact import RevealForm
from disputes.views.desk_base import CasePage
from puyang_property.core import bases, files, secrecy


class RevealView(CasePage, bases.ScopedPage, SingleObjectMixin, FormView):
    """Ask for a reason, write the read log, show the contact once, keep it in no cache."""

    form_class = RevealForm
    template_name = "disputes/desk/reveal.html"
    permission = "disputes.view_contact"
    fields = ("contact_name", "contact_phone", "helper_name")
    title = _("Show the contact")

    def dispatch(self, request, *args, **kwargs):
        """Forbid every cache to keep the answer."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    def setup(self, request, *args, **kwargs):
        """Start without a case: it is found after the permission was asked."""
        super().setup(request, *args, **kwargs)
        self.object = None

    def subject(self):
        """Return the record whose contact is asked for."""
        found = self.object.complaints.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def get(self, request, *args, **kwargs):
        """Ask for the reason."""
        self.object = self.get_object()
        self.record = self.subject()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Write who looks and why, then show."""
        self.object = self.get_object()
        self.record = self.subject()
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        reason = form.cleaned_data["reason"]
        found = secrecy.reveal(self.record, self.fields, by=request.user, reason=reason)
        shown = [
            (self.record._meta.get_field(name).verbose_name, text)
            for name, text in found.items()
            if text
        ]
        context = self.get_context_data(form=form, shown=shown, is_shown=True)
        return self.render_to_response(context)

    def get_context_data(self, **kwargs):
        """Add the record and whether it is shown already."""
        kwargs.setdefault("is_shown", False)
        kwargs.setdefault("shown", [])
        return super().get_context_data(record=self.record, back_url=self.back_url(), **kwargs)

    def back_url(self):
        """Return the case page."""
        return self.object.get_absolute_url()


class PhotoView(CasePage, bases.PressView):
    """Release a photo for company and public, or take that back: a button of the case page."""

    permission = "disputes.release_summary"
    submit_text = _("Release")

    def run(self, record, form):
        """Release, or withdraw, the photo of the address."""
        photo = self._photo()
        if self.request.POST.get("release") == "no":
            files.withdraw(photo, by=self.request.user)
        else:
            files.release(photo, by=self.request.user)

    def _photo(self):
        for complaint in self.object.complaints.all():
            found = files.of(complaint).filter(uuid=self.kwargs["uuid"]).first()
            if found:
                return found
        raise Http404

    def show_again(self, form, status):
        """Go back to the case with the refusal as a message."""
        for words in form.non_field_errors():
            messages.warning(self.request, words)
        return HttpResponseRedirect(self.get_success_url())
