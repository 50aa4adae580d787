"""Service contracts at the desk."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from communities import wording
from communities.choices import Charging, ContractKind, NoticeKind, Selection
from communities.contracts import actions, notices
from communities.contracts.filters import ContractFilter
from communities.contracts.forms import (
    ContractAddForm,
    ContractForm,
    DayForm,
    DocumentForm,
    EndForm,
    NoticeForm,
    ReasonForm,
)
from communities.contracts.wording import filings, notice_rules
from communities.deadlines import LAST_DAY
from communities.models import Community, EndNotice, ServiceContract
from communities.models.contracts import NO_END
from puyang_property.core import bases, clock, files, panels
from puyang_property.core.exports import Column, label
from puyang_property.core.pagination import Order

CHANGE = actions.CHANGE
BY_LAST_DAY = Order("last-day", _("by last day"), "last_on")
NEWEST = Order("newest", _("newest first"), "-created_at")


def _known_day(day):
    """Return a last day as exported: none for a term without end."""
    return "" if day == NO_END else day


COLUMNS = (
    Column("community__name", _("compound")),
    Column("community__public_code", _("public code")),
    Column("company__name", _("company")),
    Column("company__credit_code", _("unified social credit code")),
    Column("number", _("contract number")),
    Column("kind", _("kind"), label(ContractKind)),
    Column("selection", _("how the company was chosen"), label(Selection)),
    Column("charging", _("charging"), label(Charging)),
    Column("fee_dwelling", _("fee for dwellings (yuan/m² a month)")),
    Column("fee_shop", _("fee for shops (yuan/m² a month)")),
    Column("fee_other", _("fee for other uses (yuan/m² a month)")),
    Column("starts_on", _("starts on")),
    Column("ends_on", _("ends on")),
    Column("last_on", _("last day of service"), _known_day),
    Column("continued_on", _("continuation confirmed on")),
    Column("signed_on", _("signed on")),
    Column("filed_on", _("filed on")),
    Column("taken_over_on", _("compound taken over on")),
    Column("takeover_filed_on", _("take-over filed on")),
)


class ContractList(bases.ScopedListView):
    """The contracts of the reader's areas."""

    model = ServiceContract
    filterset_class = ContractFilter
    orders = (NEWEST, BY_LAST_DAY)
    template_name = "communities/contract_list.html"
    export_columns = COLUMNS
    title = _("Service contracts")
    lead = ""

    def get_queryset(self):
        """Leave out contracts that were taken back."""
        return super().get_queryset().standing().select_related("community__area", "company")

    def get_context_data(self, **kwargs):
        """Add the day that the badges count from."""
        return super().get_context_data(today=timezone.localdate(), **kwargs)


class ExpiryList(ContractList):
    """What ends next, day by day: contracts in force with a last day, the nearest first."""

    orders = (BY_LAST_DAY,)
    title = _("Contracts by last day")
    lead = _("Contracts in force whose last day is known, and those whose term ran out.")
    export_name = "contracts-by-last-day"

    def get_queryset(self):
        """Keep what has a last day to come, and what ran out without a decision."""
        rows = super().get_queryset()
        ending = ServiceContract.objects.in_force().filter(last_on__lt=NO_END).values("pk")
        open_ = ServiceContract.objects.continuing().filter(continued_on=None).values("pk")
        return rows.filter(pk__in=ending.union(open_))


class ContractDetail(bases.ScopedDetailView):
    """One contract: terms, dates and how they were counted, notices, papers, what can be done."""

    model = ServiceContract
    template_name = "communities/contract_detail.html"

    def get_queryset(self):
        """Bring compound and company along."""
        return super().get_queryset().select_related("community__area", "company")

    def get_context_data(self, **kwargs):
        """Add the terms, the clocks, the notices and the history."""
        row = self.object
        may = self.request.user.has_perm(CHANGE, row) and row.withdrawn_at is None
        found = ServiceContract.objects.continuing().filter(pk=row.pk)
        running = list(clock.open_for(row))
        return super().get_context_data(
            facts=wording.contract_facts(row),
            deadlines=running,
            filings=filings(row),
            documents=files.of(row),
            notices=[(each, files.of(each)) for each in row.end_notices.standing()],
            is_continuing=found.exists(),
            timeline=wording.timeline(row),
            may_change=may,
            may_waive=may and any(each.kind == LAST_DAY for each in running),
            may_end=may and row.terminated_on is None,
            panels=panels.render("communities.contract_detail", self.request, row),
            **kwargs,
        )


class ContractCreate(bases.ScopedCreateView):
    """Enter a contract for a compound."""

    model = ServiceContract
    form_class = ContractAddForm
    template_name = "core/form.html"
    success_message = _("The contract is entered and its deadlines run.")

    @cached_property
    def community(self):
        """Return the compound of the address: 404 when not visible, 403 when not to be served."""
        rows = Community.objects.current().visible_to(self.request.user)
        found = get_object_or_404(rows, pk=self.kwargs["pk"])
        self.require(self.get_permission(), found)
        return found

    @property
    def title(self):
        """Return the heading."""
        return _("Contract for %(name)s") % {"name": self.community}

    def get_form_kwargs(self):
        """Let the form offer to end what the new contract replaces."""
        return {**super().get_form_kwargs(), "community": self.community}

    def make(self, form):
        """Enter it and start its clocks."""
        return actions.conclude(by=self.request.user, community=self.community, **form.cleaned_data)

    def get_cancel_url(self):
        """Return the compound's page."""
        return self.community.get_absolute_url()


class ContractUpdate(bases.ScopedUpdateView):
    """Change terms and days of a contract."""

    model = ServiceContract
    form_class = ContractForm
    template_name = "core/form.html"
    action = staticmethod(actions.change_contract)
    title = _("Change a contract")
    success_message = _("The change is saved and the deadlines are set anew.")

    def get_cancel_url(self):
        """Return the contract's page."""
        return self.object.get_absolute_url()


class ContractVerb(bases.VerbView):
    """A verb on one contract."""

    model = ServiceContract
    permission = CHANGE


class GiveNotice(ContractVerb):
    """Record a notice that ends the contract."""

    form_class = NoticeForm
    action = staticmethod(notices.give_notice)
    submit_text = _("Record a notice of end")
    success_message = _("The notice is recorded; the last day counts down.")

    @property
    def explanation(self):
        """Say how early each rule wants the notice."""
        words = str(_("A late notice is flagged, not refused."))
        return " ".join([*notice_rules(self.object), words])

    def get_form_kwargs(self):
        """Let the form propose what fits."""
        return {**super().get_form_kwargs(), "contract": self.object}


class Continue(ContractVerb):
    """Confirm that the contract continues after its term."""

    form_class = DayForm
    action = staticmethod(notices.confirm_continuing)
    submit_text = _("Confirm that it continues")
    success_message = _("Confirmed: the contract has no fixed end now.")

    @property
    def explanation(self):
        """Say what continuing means, and how it ends."""
        words = _(
            "The term ran out, nobody decided and the service goes on: the contract continues "
            "for an indefinite term (Civil Code, Art. 948). Either side ends it by notice."
        )
        return " ".join([str(words), *notice_rules(self.object, [NoticeKind.CONTINUED])])


class End(ContractVerb):
    """Record the last day of service."""

    form_class = EndForm
    action = staticmethod(actions.end_contract)
    submit_text = _("Record the end")
    success_message = _("The end is recorded.")


class NoHandover(ContractVerb):
    """Say that nothing is handed over."""

    form_class = ReasonForm
    action = staticmethod(actions.need_no_handover)
    submit_text = _("No handover is needed")
    success_message = _("Recorded: nothing is handed over.")


class AttachDocument(ContractVerb):
    """Keep a scan of the contract."""

    form_class = DocumentForm
    action = staticmethod(actions.attach_document)
    submit_text = _("Attach a document")
    success_message = _("The document is taken in; it is shown as soon as it is checked.")


class WithdrawContract(ContractVerb):
    """Take a contract back."""

    form_class = ReasonForm
    action = staticmethod(actions.withdraw_contract)
    submit_text = _("Take the contract back")
    success_message = _("The contract is taken back.")


class NoticeVerb(bases.VerbView):
    """A verb on one notice."""

    model = EndNotice
    permission = CHANGE


class TellStreet(NoticeVerb):
    """Record when the company reported its notice to the street."""

    form_class = DayForm
    action = staticmethod(notices.tell_street)
    submit_text = _("Record the report to the street")
    success_message = _("The report is recorded.")


class WithdrawNotice(NoticeVerb):
    """Take a notice back."""

    form_class = ReasonForm
    action = staticmethod(notices.withdraw_notice)
    submit_text = _("Take the notice back")
    success_message = _("The notice is taken back.")


VERBS = {
    "change": ContractUpdate,
    "notice": GiveNotice,
    "continue": Continue,
    "end": End,
    "no_handover": NoHandover,
    "document": AttachDocument,
    "withdraw": WithdrawContract,
}
