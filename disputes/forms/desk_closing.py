"""Forms of reply, return visit and what follows from it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from disputes.choices import ReplyResult, Satisfied, Solved, VisitResult
from disputes.forms.desk_triage import LONGEST, CaseForm, one_complaint, words


class ReplyForm(CaseForm):
    """The reply to all, and where several complained, a text of its own for each."""

    text = words(
        _("reply"),
        rows=8,
        max_length=LONGEST,
        help_text=_("Say what was done, by whom, and what follows by when. The resident reads it."),
    )
    result = forms.ChoiceField(
        label=_("result"), choices=ReplyResult.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        """Add a text for each complaint where there are several."""
        super().__init__(*args, **kwargs)
        complaints = list(self.dispute.complaints.order_by("pk"))
        self.own = {f"text_{c.pk}": c.pk for c in complaints} if len(complaints) > 1 else {}
        for name, complaint in zip(self.own, complaints, strict=False):
            label = _("own reply to %(number)s") % {"number": complaint.number}
            self.fields[name] = words(
                label,
                rows=3,
                required=False,
                max_length=LONGEST,
                help_text=_("Leave empty to send the common reply."),
            )

    def clean(self):
        """Gather the texts of their own into `texts`."""
        data = super().clean()
        own = {pk: data.pop(name, "") for name, pk in self.own.items()}
        data["texts"] = {pk: text for pk, text in own.items() if text}
        return data


class VisitForm(CaseForm):
    """One attempt: reached or not, and the two answers."""

    complaint = forms.ModelChoiceField(label=_("resident of"), queryset=None)
    result = forms.ChoiceField(
        label=_("how it went"), choices=VisitResult.choices, widget=forms.RadioSelect
    )
    solved = forms.ChoiceField(
        label=_("Is the matter solved?"),
        choices=Solved.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Only when the resident was reached."),
    )
    satisfied = forms.ChoiceField(
        label=_("Is the resident satisfied with how it was handled?"),
        choices=Satisfied.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Only when the resident was reached."),
    )
    note = words(_("note"), rows=3, required=False)

    def __init__(self, *args, **kwargs):
        """Offer the complaints that still have no answer."""
        super().__init__(*args, **kwargs)
        waiting = self.dispute.complaints.filter(answered_at=None).order_by("pk")
        one_complaint(self, waiting)


class ExplainForm(CaseForm):
    """The supervisor's reasons."""

    text = words(
        _("explanation for the resident"),
        rows=7,
        max_length=LONGEST,
        help_text=_("Sent to each resident who is not satisfied."),
    )


class RedoForm(CaseForm):
    """What has to be done differently."""

    note = words(_("what has to be done differently"), rows=4)


class ReopenForm(CaseForm):
    """What is still not right."""

    note = words(_("what is still not right"), rows=4)
