"""What a utility transfer left behind, at the desk: corrected, taken back, put right."""

from django.utils.translation import gettext_lazy as _

from communities.models import LegacyIssue
from communities.transfers import forms, legacy, workflow
from puyang_property.core import bases

CARRY = workflow.CARRY


class ResolveIssue(bases.VerbView):
    """Record that an issue was put right."""

    model = LegacyIssue
    permission = CARRY
    form_class = forms.DayForm
    action = staticmethod(legacy.resolve_issue)
    submit_text = _("Record that it was put right")
    success_message = _("Put right.")


class ChangeIssue(bases.ScopedUpdateView):
    """Correct what was written down of an issue."""

    model = LegacyIssue
    permission = CARRY
    form_class = forms.IssueForm
    action = staticmethod(legacy.change_issue)
    success_message = _("The change is saved.")

    def get_form_kwargs(self):
        """Offer the offices in charge."""
        given = {"user": self.request.user, "transfer": self.object.transfer}
        return {**super().get_form_kwargs(), **given}


class WithdrawIssue(bases.VerbView):
    """Take back an issue that was written down by mistake."""

    model = LegacyIssue
    permission = CARRY
    form_class = forms.ReasonForm
    action = staticmethod(legacy.withdraw_issue)
    submit_text = _("Take the issue back")
    success_message = _("The issue is taken back.")
