"""Reply, return visit, what follows from dissatisfaction, close, reopen."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from disputes import actions, workflow
from disputes.choices import State
from disputes.forms import desk_closing as forms
from disputes.views.desk_triage import CaseFormVerb
from puyang_property.core.refusals import Forbidden, Refused


class ReplyView(CaseFormVerb):
    """Answer every complaint of the case."""

    transition = workflow.REPLY
    action = actions.reply
    form_class = forms.ReplyForm
    success_message = _("Replied. Somebody who did not handle the case visits the resident now.")


class VisitView(CaseFormVerb):
    """Record one attempt at a return visit."""

    permission = "disputes.visit_dispute"
    submit_text = _("Record the return visit")
    form_class = forms.VisitForm
    success_message = _("The visit is recorded.")
    explanation = _(
        "By somebody who did not handle the case. Not reached is never “satisfied”: after three "
        "attempts the case can be closed without an answer."
    )

    def refusal(self):
        """Refuse the handler, and any state but replied."""
        if self.object.was_handled_by(self.request.user):
            return Forbidden(
                _now("Whoever handled a case does not visit its resident: ask a colleague.")
            )
        if self.object.state != State.REPLIED:
            return Refused(
                _now("A return visit follows the reply: this case has none to ask about.")
            )
        return None

    def run(self, record, form):
        """Visit the resident of the complaint that was chosen."""
        data = dict(form.cleaned_data)
        return actions.visit(data.pop("complaint"), by=self.request.user, **data)


class ExplainView(CaseFormVerb):
    """Answer dissatisfaction with reasons."""

    permission = "disputes.redo_dispute"
    submit_text = _("Explain to the resident")
    action = actions.explain
    form_class = forms.ExplainForm
    success_message = _("Explained. The case can be closed now.")
    explanation = _("The supervisor's choice after “not satisfied”: explain, or have it redone.")


class RedoView(CaseFormVerb):
    """Have the case handled again."""

    transition = workflow.REDO
    action = actions.redo
    form_class = forms.RedoForm
    success_message = _("A new round has begun; a new date runs.")


class CloseView(CaseFormVerb):
    """Close after the return visit."""

    transition = workflow.CLOSE
    action = actions.close
    success_message = _("Closed.")
    explanation = _("After a recorded return visit, by somebody who did not handle the case.")


class ReopenView(CaseFormVerb):
    """Reopen a closed case."""

    transition = workflow.REOPEN
    action = actions.reopen
    form_class = forms.ReopenForm
    success_message = _("Reopened. A new round has begun.")
