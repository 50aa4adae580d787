"""The page of a mediation, and the verbs that start and end one."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from communities.models import ServiceContract
from disputes import actions, deadlines, ending, workflow
from disputes.choices import Consent, PartyRole
from disputes.forms import desk_mediation as forms
from disputes.views.desk_base import CasePage
from disputes.views.desk_case import shown
from disputes.views.desk_rows import RowsVerb
from disputes.views.desk_triage import CaseFormVerb
from puyang_property.core import bases
from puyang_property.core.models import Deadline

MEDIATE = "disputes.mediate_dispute"
WITH_ALL = (
    "parties",
    "recusals__mediator",
    "recusals__followed_by",
    "sessions__notices__party",
    "sessions__attendances__party",
    "sessions__minutes_by",
)


class MediationView(CasePage, bases.ScopedDetailView):
    """Parties, sessions, agreement and clauses of the newest mediation; the older ones below."""

    permission = "disputes.view_dispute"
    template_name = "disputes/desk/mediation.html"

    def get_context_data(self, **kwargs):
        """Gather everything in a fixed number of queries."""
        dispute = self.object
        found = dispute.mediations.select_related("mediator", "agreement")
        mediations = list(found.prefetch_related(*WITH_ALL, "agreement__clauses__performer"))
        if not mediations:
            raise Http404
        newest = mediations[-1]
        agreement = getattr(newest, "agreement", None)
        may_mediate = self.request.user.has_perm(MEDIATE, dispute)
        return super().get_context_data(
            mediation=newest,
            earlier=mediations[:-1],
            agreement=agreement,
            clauses=list(agreement.clauses.all()) if agreement else [],
            may_write=may_mediate and newest.ended_at is None,
            may_mediate=may_mediate,
            dates=self.dates(),
            today=timezone.localdate(),
            refusing=any(party.consent == Consent.REFUSED for party in newest.parties.all()),
            **kwargs,
        )

    def dates(self):
        """Return the clock of the mediation and the window for judicial confirmation."""
        kinds = (deadlines.MEDIATION, deadlines.CONFIRMATION)
        rows = Deadline.objects.for_subject(self.object).filter(kind__in=kinds, cancelled_at=None)
        return [shown(deadline) for deadline in rows.order_by("started_at", "id")]


class StartMediationView(RowsVerb):
    """Start mediation with at least two parties."""

    transition = workflow.START_MEDIATION
    action = actions.start_mediation
    form_class = forms.StartForm
    rows_class = forms.PartySet
    rows_name = "parties"
    template_name = "disputes/desk/start_mediation.html"
    success_message = _("Mediation has started; one month runs.")
    explanation = _(
        "Free and voluntary. One side's clear refusal rules it out (People's Mediation Law, "
        "Art. 17)."
    )

    def get_rows_initial(self):
        """Return a row for each complaint and one for the company that serves the compound."""
        people = self.object.complaints.count()
        owners = [{"role": PartyRole.OWNER} for _each in range(min(people, 8))]
        return [*owners, {"role": PartyRole.COMPANY, **self._company()}]

    def _company(self):
        running = ServiceContract.objects.in_force().filter(community=self.object.community_id)
        contract = running.select_related("company").order_by("-starts_on", "-id").first()
        if self.object.community_id is None or contract is None:
            return {}
        return {"name": contract.company.name, "phone": contract.company.phone}

    def cleaned_rows(self):
        """Return the parties that were named."""
        return self.rows.named()

    def get_success_url(self):
        """Return the mediation page once it has one, else the case page for Cancel."""
        if self.request.method == "POST" and self.object.mediations.exists():
            return reverse("disputes:mediation", args=[self.object.number])
        return self.object.get_absolute_url()


class OpenMediation(CaseFormVerb):
    """A verb of the newest mediation of a case; leads back to its page."""

    permission = MEDIATE

    @cached_property
    def mediation(self):
        """Return the newest mediation of the case, or answer 404."""
        found = self.object.mediations.select_related("mediator").last()
        if found is None:
            raise Http404
        return found

    def get_success_url(self):
        """Return the mediation page, or the case page where there was no mediation."""
        name = "mediation" if self.object.mediations.exists() else "detail"
        return reverse(f"disputes:{name}", args=[self.object.number])


class AgreeView(RowsVerb, OpenMediation):
    """Record the agreement."""

    permission = None
    transition = workflow.AGREE
    form_class = forms.AgreeForm
    rows_class = forms.ClauseSet
    rows_name = "clauses"
    blank_rows = 3
    template_name = "disputes/desk/agree.html"
    action = actions.agree
    success_message = _("Recorded. Each clause is on the clock.")

    def get_initial(self):
        """Start today."""
        return {"effective_on": timezone.localdate()}

    def get_row_kwargs(self):
        """Hand the mediation to each clause."""
        return {"mediation": self.mediation}

    def cleaned_rows(self):
        """Return the clauses that were written."""
        return self.rows.written()


class EndMediationView(OpenMediation):
    """End without an agreement."""

    permission = None
    transition = workflow.END_MEDIATION
    action = actions.end_mediation
    form_class = forms.EndForm
    is_final = True
    success_message = _("Ended. The residents read the other ways; the case is handled on.")

    def get_initial(self):
        """Fill in the other ways."""
        return {"note": ending.other_ways(self.object)}
