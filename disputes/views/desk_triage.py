"""The clerk's first decisions: accept, refuse, refer, send back, assign, write, join."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disputes import actions, refusing, workflow
from disputes.actions.merging import why_not_take_out
from disputes.choices import RefusalReason
from disputes.forms import desk_triage as forms
from disputes.views.desk_base import CaseVerb


class CaseFormVerb(CaseVerb):
    """A verb whose form knows the case and the reader."""

    form_class = forms.NoteForm

    def get_form_kwargs(self):
        """Hand over the case and the reader."""
        return {
            **super().get_form_kwargs(),
            "dispute": self.object,
            "user": self.request.user,
        }


class AcceptView(CaseFormVerb):
    """Take the case on."""

    transition = workflow.ACCEPT
    action = actions.accept
    success_message = _("Accepted. The date for the reply runs.")
    explanation = _(
        "The office takes the case on; the resident sees it and the date for the reply."
    )


class RefuseView(CaseFormVerb):
    """Do not accept: first the reason, then the text that goes with it."""

    transition = workflow.REFUSE
    action = actions.refuse
    form_class = forms.RefuseForm
    is_final = True
    template_name = "disputes/desk/refuse.html"
    success_message = _("Not accepted. The resident reads why and where to go.")

    def get_initial(self):
        """Fill in the text that belongs to the reason asked for."""
        reason = self.request.GET.get("reason", "")
        if reason not in RefusalReason.values:
            return {}
        return {"reason": reason, "note": refusing.text_for(reason, self.object)}

    def get_context_data(self, **kwargs):
        """Add the reasons; the text comes in the second step."""
        chosen = self.request.method == "POST" or "reason" in self.get_initial()
        return super().get_context_data(
            reasons=RefusalReason.choices,
            is_chosen=chosen,
            guide=self.object.category.guide,
            **kwargs,
        )


class ReferView(CaseFormVerb):
    """Pass the case to another office."""

    transition = workflow.REFER
    action = actions.refer
    form_class = forms.ReferForm
    success_message = _(
        "Referred. Your office stays the first receiver and hears what becomes of it."
    )
    explanation = _(
        "The other office accepts it or sends it back with a reason. The first receiver stays "
        "responsible until it is accepted; after the second return the district decides."
    )


class SendBackView(CaseFormVerb):
    """Return a referral."""

    transition = workflow.SEND_BACK
    action = actions.send_back
    form_class = forms.SendBackForm
    success_message = _("Sent back with your reason.")


class AssignView(CaseFormVerb):
    """Name who handles the case."""

    permission = "disputes.assign_dispute"
    submit_text = _("Assign")
    action = actions.assign
    form_class = forms.AssignForm
    watched = ("handler",)
    success_message = _("Assigned.")


class NoteView(CaseFormVerb):
    """Write a note that stays inside."""

    permission = "disputes.note_dispute"
    submit_text = _("Write an internal note")
    action = actions.note
    form_class = forms.InternalNoteForm
    success_message = _("The note is in the file.")
    explanation = _("Only staff reads this. It is never shown to the resident or the company.")


class WriteView(CaseFormVerb):
    """Write to a resident."""

    permission = "disputes.note_dispute"
    submit_text = _("Write to the resident")
    action = actions.note
    form_class = forms.WriteForm
    success_message = _("The resident can read it on the tracking page.")
    explanation = _("The resident reads this on the tracking page, under the number and the code.")


class SummaryView(CaseFormVerb):
    """Release a summary."""

    permission = "disputes.release_summary"
    submit_text = _("Release a summary")
    action = actions.release_summary
    form_class = forms.SummaryForm
    watched = ("summary",)
    success_message = _("Released.")
    explanation = _(
        "Residents with the same trouble, the property company and public pages may read it."
    )

    def get_initial(self):
        """Start from what was released before; never from the resident's own words."""
        return {"summary": self.object.summary}


class MergeView(CaseFormVerb):
    """Join the case to another one."""

    transition = workflow.MERGE
    form_class = forms.MergeForm
    is_final = True
    explanation = _(
        "The complaints move to the other case and keep their own number, secrecy, reply and "
        "answers. This case ends as joined."
    )

    def get_initial(self):
        """Fill in the number that a link on the case page brought."""
        return {"number": self.request.GET.get("into", "")[:24]}

    def work(self, form):
        """Join, and go to the case that goes on."""
        into = actions.merge(self.object, by=self.request.user, **form.cleaned_data)
        return into.get_absolute_url()

    @property
    def success_message(self):
        """Say where the complaints are now."""
        return gettext("Joined. The complaints are in this case now.")


class TakeOutView(CaseFormVerb):
    """Take one complaint out of a joined case."""

    permission = "disputes.merge_dispute"
    submit_text = _("Take a complaint out")
    form_class = forms.TakeOutForm
    success_message = _("Taken out. The complaint is in this case of its own now.")
    explanation = _(
        "For a complaint that turns out to be another matter. It gets a case of its own in the "
        "same state, with the same office and the same dates. Number and code of the resident stay."
    )

    def refusal(self):
        """Refuse where there is nothing to take out, before anything is typed."""
        return why_not_take_out(self.object)

    def work(self, form):
        """Take it out, and go to its own case."""
        data = dict(form.cleaned_data)
        new = actions.take_out(data.pop("complaint"), by=self.request.user, **data)
        return new.get_absolute_url()


class WithdrawView(CaseFormVerb):
    """Withdraw at the resident's word."""

    transition = workflow.WITHDRAW
    action = actions.withdraw
    is_final = True
    success_message = _("Withdrawn. No date runs any more.")
    explanation = _("At the resident's own word. All dates stop; write down who said so and when.")
