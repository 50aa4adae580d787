"""The verbs on the parts of a mediation: parties, sessions, notices, clauses, confirmation."""

from datetime import timedelta

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from disputes import actions
from disputes.forms import desk_mediation as forms
from disputes.models import Clause, MediationSession, Party
from disputes.views.desk_contact import RevealView
from disputes.views.desk_mediation import MEDIATE, OpenMediation


class PartVerb(OpenMediation):
    """A verb on one part of the mediation; its form knows nothing of case and reader."""

    knows_case = False
    lookup = ""

    def get_form_kwargs(self):
        """Leave case and reader out where the form does not ask for them."""
        kwargs = super().get_form_kwargs()
        if not self.knows_case:
            del kwargs["dispute"], kwargs["user"]
        return kwargs

    @cached_property
    def part(self):
        """Return the part that the address names, within this case."""
        return part_of(self.object, self.model_of_part, self.kwargs["pk"])

    model_of_part = None

    def get_part(self):
        """Return what the action works on: the mediation, or the part of the address."""
        return self.part if self.model_of_part else self.mediation

    def refusal(self):
        """Answer 404 for a part of another case before the form is shown."""
        self.get_part()
        return super().refusal()

    def run(self, record, form):
        """Call the action with the part instead of the case."""
        return type(self).action(self.get_part(), by=self.request.user, **form.cleaned_data)


PATHS = {Party: "mediation", MediationSession: "mediation", Clause: "agreement__mediation"}


def part_of(dispute, model, pk):
    """Return the part `pk` of a mediation of `dispute`, or answer 404."""
    path = PATHS[model]
    rows = model.objects.filter(**{f"{path}__dispute": dispute}).select_related(f"{path}__dispute")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class AddPartyView(PartVerb):
    """Add a party."""

    submit_text = _("Add a party")
    action = actions.add_party
    form_class = forms.PartyForm
    success_message = _("Added.")


class ConsentView(PartVerb):
    """Record what a party says."""

    submit_text = _("Record the party's word")
    model_of_part = Party
    action = actions.say_consent
    form_class = forms.ConsentForm
    watched = ("consent",)
    success_message = _("Recorded.")
    explanation = _("A clear refusal leaves only the end of the mediation.")

    def get_initial(self):
        """Start from the present word."""
        return {"consent": self.part.consent}


class PartyContactView(RevealView):
    """Show a party's name and telephone for a reason."""

    permission = MEDIATE
    fields = ("name", "phone")
    title = _("Show the party's contact")

    def subject(self):
        """Return the party."""
        return part_of(self.object, Party, self.kwargs["pk"])

    def back_url(self):
        """Return the mediation page."""
        return reverse("disputes:mediation", args=[self.object.number])


class RecuseView(PartVerb):
    """Let another mediator follow."""

    submit_text = _("Let another mediator follow")
    knows_case = True
    action = actions.recuse
    form_class = forms.RecuseForm
    success_message = _("The other mediator follows.")

    def get_form_kwargs(self):
        """Hand over the mediation."""
        return {**super().get_form_kwargs(), "mediation": self.mediation}


class PlanSessionView(PartVerb):
    """Plan a session."""

    submit_text = _("Plan a session")
    action = actions.plan_session
    form_class = forms.SessionForm
    success_message = _("Planned. Invite each party now.")

    def get_initial(self):
        """Propose the next day at nine, at the place of the case."""
        tomorrow = timezone.localtime() + timedelta(days=1)
        return {"planned_at": tomorrow.replace(hour=9, minute=0, second=0, microsecond=0)}


class SessionVerb(PartVerb):
    """A verb on one session whose form knows the session."""

    model_of_part = MediationSession

    def get_form_kwargs(self):
        """Hand over the session."""
        return {**super().get_form_kwargs(), "session": self.part}


class ServeNoticeView(SessionVerb):
    """Record that a party was invited."""

    submit_text = _("Record a served notice")
    action = actions.serve_notice
    form_class = forms.NoticeForm
    success_message = _("Recorded.")

    def run(self, record, form):
        """Leave an empty moment to the action."""
        return actions.serve_notice(self.part, by=self.request.user, **form.cleaned_data)


class HoldSessionView(SessionVerb):
    """Record a held session."""

    submit_text = _("Record the session")
    action = actions.hold_session
    form_class = forms.HoldForm
    success_message = _("Minutes and attendance are in the file.")


class CancelSessionView(PartVerb):
    """Cancel a session."""

    submit_text = _("Cancel the session")
    model_of_part = MediationSession
    action = actions.cancel_session
    form_class = forms.PortalForm
    is_final = True
    success_message = _("Cancelled.")


class PerformView(PartVerb):
    """Record that a clause was performed."""

    submit_text = _("Record the performance")
    model_of_part = Clause
    action = actions.perform_clause
    form_class = forms.PerformForm
    success_message = _("Recorded; the date of the clause is met.")

    def get_initial(self):
        """Start today."""
        return {"on": timezone.localdate()}


class BreakView(PartVerb):
    """Record that a clause was not performed."""

    submit_text = _("Record that it was not performed")
    model_of_part = Clause
    action = actions.break_clause
    form_class = forms.BreakForm
    is_final = True
    success_message = _("Recorded. The supervisor hears of it.")


class AgreementVerb(PartVerb):
    """A verb on the agreement of the newest mediation."""

    form_class = forms.DayForm

    def get_initial(self):
        """Start today."""
        return {"on": timezone.localdate()}

    def get_part(self):
        """Return the agreement, or answer 404."""
        found = getattr(self.mediation, "agreement", None)
        if found is None:
            raise Http404
        return found


class AskConfirmationView(AgreementVerb):
    """Record that the parties asked the court."""

    submit_text = _("Judicial confirmation was asked for")
    action = actions.ask_confirmation
    success_message = _("Recorded; the window is met.")
    explanation = _("Both sides ask the court together, within 30 days of the agreement.")


class ConfirmView(AgreementVerb):
    """Record that the court confirmed."""

    submit_text = _("The court has confirmed")
    action = actions.confirm
    success_message = _("Recorded.")
