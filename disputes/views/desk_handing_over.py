"""The page of a handover: all that a leaver or a vacant post left, given to somebody at once."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from accounts.models import User
from disputes import handing_over
from disputes.models import Dispute
from puyang_property.core.bases.posting import PostOnce
from puyang_property.core.bases.scope import ScopedPage
from puyang_property.core.forms import PortalForm


class CasesField(forms.ModelMultipleChoiceField):
    """Cases by number, place, state and date."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, case):
        """Return what tells a case from the others, and nothing of its text."""
        due = case.next_due_on.isoformat() if case.has_due_date else ""
        office = case.responsible_post or ""
        parts = (case.number, case.place_name, office, case.get_state_display(), due)
        return " · ".join(str(part) for part in parts if part)


class HandOverForm(PortalForm):
    """Which cases, and who takes them."""

    handler = forms.ModelChoiceField(label=_("Who takes them"), queryset=User.objects.none())
    cases = CasesField(label=_("Cases without anybody"), queryset=Dispute.objects.none())

    def __init__(self, *args, user, **kwargs):
        """Offer what `user` may give away, all of it chosen, and to whom."""
        super().__init__(*args, **kwargs)
        first = [case.pk for case in handing_over.left_behind(user)[: handing_over.AT_ONCE]]
        rows = Dispute.objects.for_list().filter(pk__in=first).order_by("next_due_on", "id")
        self.fields["cases"].queryset = rows
        self.fields["handler"].queryset = handing_over.takers(user)
        self.initial.setdefault("cases", first)


class HandOverView(ScopedPage, PostOnce, FormView):
    """Name one person for many cases."""

    model = Dispute
    permission = handing_over.ASSIGN
    form_class = HandOverForm
    template_name = "disputes/desk/hand_over.html"
    success_message = _("The cases are handed over.")

    def get_form_kwargs(self):
        """Let the form offer what the reader may give away."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def post(self, request, *args, **kwargs):
        """Hand over, once."""
        form = self.get_form()
        return self.send(form, lambda: self.work(form))

    def work(self, form):
        """Name the handler of all chosen cases; return the list of the reader."""
        chosen = form.cleaned_data
        handing_over.hand_over(list(chosen["cases"]), chosen["handler"], by=self.request.user)
        return reverse("disputes:hand_over")
