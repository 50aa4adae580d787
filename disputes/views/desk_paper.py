"""The whole file of a case on paper; with the names of people only for a reason."""

from django.db import transaction
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from disputes.actions.mediation import MEDIATE
from disputes.forms.desk_contact import RevealForm
from disputes.models import Party
from disputes.views.desk_case import CaseView
from puyang_property.core import secrecy
from puyang_property.core.models import Deadline

PARTS = (
    _("The case"),
    _("Dates"),
    _("Complaints, replies and answers"),
    _("Referrals, requests, return visits"),
    _("Mediation"),
    _("Notes and texts"),
    _("History"),
)


class FileView(CaseView):
    """The whole file of a case as one ordered paper: who printed it stands on it."""

    template_name = "disputes/desk/paper.html"

    def get_context_data(self, **kwargs):
        """Add every clock there ever was, every mediation, and who prints when."""
        mediations = self.object.mediations.select_related("mediator", "agreement")
        return super().get_context_data(
            all_deadlines=Deadline.objects.for_subject(self.object).order_by("started_at", "id"),
            mediations=mediations.prefetch_related(
                "parties",
                "recusals__mediator",
                "recusals__followed_by",
                "sessions__notices__party",
                "sessions__attendances__party",
                "sessions__minutes_by",
                "agreement__clauses__performer",
            ),
            printed_at=timezone.now(),
            **kwargs,
        )

    @property
    def parts(self):
        """Return the index of the paper: what each part is called."""
        return PARTS


@method_decorator(never_cache, name="dispatch")
class NamedFileView(FileView):
    """The file with the names of the parties, as an agreement is signed: each is read-logged."""

    permission = MEDIATE

    def get(self, request, *args, **kwargs):
        """Ask for the reason."""
        self.object = self.get_object()
        return self._ask(RevealForm())

    def post(self, request, *args, **kwargs):
        """Write who looks and why, then show the paper."""
        self.object = self.get_object()
        form = RevealForm(request.POST)
        if not form.is_valid():
            return self._ask(form, status=422)
        self._reveal(form.cleaned_data["reason"])
        context = self.get_context_data(object=self.object)
        context["mediations"] = [_named(mediation) for mediation in context["mediations"]]
        return self.render_to_response(context)

    def _ask(self, form, status=200):
        context = {"form": form, "object": self.object, "dispute": self.object}
        names = ["disputes/desk/paper_names.html"]
        return self.response_class(self.request, names, context, status=status)

    @transaction.atomic
    def _reveal(self, reason):
        self.require(MEDIATE, self.object)
        for party in Party.objects.filter(mediation__dispute=self.object).order_by("pk"):
            secrecy.reveal(party, ["name"], by=self.request.user, reason=reason)


def _named(mediation):
    """Let every party that the paper shows of `mediation` say its name."""
    shown = list(mediation.parties.all())
    for session in mediation.sessions.all():
        shown += [notice.party for notice in session.notices.all()]
        shown += [attendance.party for attendance in session.attendances.all()]
    agreement = getattr(mediation, "agreement", None)
    if agreement:
        shown += [clause.performer for clause in agreement.clauses.all()]
    for party in shown:
        party.is_named = True
    return mediation
