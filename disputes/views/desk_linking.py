"""Tie a case to the utility transfer that it is about, and to what the transfer left behind."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from disputes import actions
from disputes.actions.linking import LINK
from disputes.forms import desk_linking as forms
from disputes.views.desk_triage import CaseFormVerb
from puyang_property.core.refusals import Refused


class LinkingVerb(CaseFormVerb):
    """A verb that needs a compound with utility transfers."""

    permission = LINK

    def refusal(self):
        """Refuse where there is nothing to link to, before anything is typed."""
        if forms.transfers_of(self.object).exists() or self.object.transfer_id:
            return None
        return Refused(_now("The compound of this case has no utility transfer."))


class LinkTransferView(LinkingVerb):
    """Say which transfer or legacy issue the case is about."""

    submit_text = _("Link to a utility transfer")
    action = actions.link_transfer
    form_class = forms.LinkForm
    watched = ("about",)
    success_message = _("Saved. The page of the transfer counts this case.")


class LeaveIssueView(LinkingVerb):
    """Record a legacy issue that this case brought up."""

    submit_text = _("Record a legacy issue")
    action = actions.leave_issue
    form_class = forms.LeaveIssueForm
    success_message = _("The issue is recorded; its office is reminded.")
    explanation = _(
        "What the transfer left behind gets a responsible office and a date of its own; "
        "it goes on after the case has ended."
    )
