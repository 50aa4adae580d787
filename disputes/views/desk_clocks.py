"""Stop and lengthen clocks: asked for here, decided by the district."""

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from disputes import actions, workflow
from disputes.choices import Decision
from disputes.forms import desk_clocks as forms
from disputes.views.desk_triage import CaseFormVerb
from puyang_property.core.refusals import Refused


class RequestSuspensionView(CaseFormVerb):
    """Ask the district to stop the clock."""

    permission = "disputes.request_suspension_dispute"
    submit_text = _("Ask for a suspension")
    action = actions.request_suspension
    form_class = forms.ReasonForm
    success_message = _("Asked. The clock runs on until the district grants it.")
    explanation = _("The district decides. Until then the clock runs on.")


class RequestExtensionView(CaseFormVerb):
    """Ask the district for more time."""

    permission = "disputes.request_extension_dispute"
    submit_text = _("Ask for an extension")
    action = actions.request_extension
    form_class = forms.ExtensionForm
    success_message = _("Asked. The date stands until the district grants a later one.")
    explanation = _("To be asked for before the date has passed. The district decides.")


class SuspendView(CaseFormVerb):
    """Stop the clock without a request: the district's own decision."""

    transition = workflow.SUSPEND
    action = actions.suspend
    form_class = forms.ReasonForm
    success_message = _("Suspended. The days that are left start again after resumption.")


class ResumeView(CaseFormVerb):
    """Take a suspended case up again."""

    transition = workflow.RESUME
    action = actions.resume
    success_message = _("Resumed. The unused days run again from tomorrow.")


class UrgeView(CaseFormVerb):
    """Urge the office that has an overdue case."""

    permission = "disputes.urge_dispute"
    submit_text = _("Urge in writing")
    action = actions.urge
    success_message = _("Urged. The office has it in its inbox; the history keeps it.")
    explanation = _(
        "The office that has the case, and the first receiver, are told in writing that a date "
        "has passed. Your note stands in the history of the case."
    )


class DecideView(CaseFormVerb):
    """Grant or deny one request."""

    submit_text = _("Decide the request")
    form_class = forms.DecideForm
    template_name = "disputes/desk/decide.html"
    success_message = _("Decided. The office that asked is told.")

    @cached_property
    def clock_request(self):
        """Return the request of the address, with who asked."""
        rows = self.object.clock_requests.select_related("asked_by")
        found = rows.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    permission = "disputes.approve_suspension_dispute"

    def refusal(self):
        """Refuse what is decided already."""
        if self.clock_request.decision != Decision.PENDING:
            return Refused(_("This request has been decided already."))
        return None

    def run(self, record, form):
        """Decide the request."""
        return actions.decide_request(self.clock_request, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs):
        """Add the request."""
        return super().get_context_data(clock_request=self.clock_request, **kwargs)
