"""Utility transfers at the desk: the board, one transfer, its steps."""

from decimal import Decimal

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from communities.models import Community, TransferCost, UtilityTransfer
from communities.transfers import actions, board, forms, legacy, money, papers, statement, workflow
from communities.transfers.choices import State
from communities.transfers.filters import BoardFilter
from communities.transfers.wording import facts, steps, timeline
from puyang_property.core import bases
from puyang_property.core.pagination import Order
from puyang_property.core.workflow import allowed

VIEW, CARRY = "communities.view_utilitytransfer", workflow.CARRY


class Board(bases.ScopedListView):
    """Every state-enterprise compound in reach, with where each of its four items stands."""

    model = Community
    permission = VIEW
    filterset_class = BoardFilter
    template_name = "communities/transfer_board.html"
    orders = (Order("name", _("by name"), "pinyin"),)
    export_columns = board.COLUMNS
    export_name = "utility-transfers"

    def get_queryset(self):
        """Return the state-enterprise compounds."""
        return board.compounds(super().get_queryset()).select_related("area")

    def paginated(self, rows):
        """Let the compounds of a page bring their transfers."""
        return super().paginated(board.with_transfers(rows))

    def export(self, rows, kind):
        """Let the file show the transfers as columns."""
        return super().export(board.with_columns(rows), kind)

    def get_context_data(self, *, page, **kwargs):
        """Add the lines and, over all compounds of the place that was asked for, the totals."""
        asked = {k: v for k, v in self.query.items() if k in ("q", "area")}
        is_valid = self.filterset.is_valid()
        return super().get_context_data(
            page=page,
            lines=board.lines(page.items),
            totals=board.totals(self.filterset.by_place, asked) if is_valid else [],
            items=board.ITEMS,
            may_import=self.request.user.has_perm(CARRY),
            **kwargs,
        )


class TransferDetail(bases.ScopedDetailView):
    """One transfer: where it stands, the money, what was left behind, what can be done."""

    model = UtilityTransfer
    template_name = "communities/transfer_detail.html"

    def get_queryset(self):
        """Bring compound and company along."""
        return super().get_queryset().select_related("community__area", "company")

    def get_context_data(self, **kwargs):
        """Add the steps, the money and the history."""
        row, user = self.object, self.request.user
        costs = list(row.costs.order_by("incurred_on", "id"))
        return super().get_context_data(
            facts=facts(row),
            papers=papers.kept(row),
            steps=steps(row),
            verbs=[(step, _address(step, row)) for step in allowed(row, user)],
            costs=costs,
            cost_sums=statement.by_purpose(costs),
            shares=statement.by_source(row, costs),
            paid=sum(row.paid.values(), Decimal()),
            problems=row.settlement_problems() if row.is_changeable else [],
            issues=row.issues.select_related("responsible__area", "resolved_by"),
            timeline=timeline(row),
            may_carry=user.has_perm(CARRY, row),
            may_withdraw=user.has_perm(CARRY, row) and row.state == State.IDENTIFIED,
            may_change=user.has_perm(CARRY, row) and row.is_changeable,
            **kwargs,
        )


def _address(step, row):
    return reverse(f"communities:transfer_{step.slug}", args=[row.pk])


class Identify(bases.ScopedCreateView):
    """Open the transfer of one item of a compound."""

    model = UtilityTransfer
    permission = CARRY
    form_class = forms.IdentifyForm
    success_message = _("The transfer is opened.")

    @cached_property
    def community(self):
        """Return the compound of the address: 404 when not visible, 403 when not to be served."""
        rows = Community.objects.current().visible_to(self.request.user)
        found = get_object_or_404(rows, pk=self.kwargs["pk"])
        self.require(CARRY, found)
        return found

    @property
    def title(self):
        """Return the heading."""
        return _("Utility transfer of %(name)s") % {"name": self.community}

    def make(self, form):
        """Open it."""
        return actions.identify(by=self.request.user, community=self.community, **form.cleaned_data)

    def get_cancel_url(self):
        """Return the compound's page."""
        return self.community.get_absolute_url()


class Describe(bases.ScopedUpdateView):
    """Change what is known of a transfer."""

    model = UtilityTransfer
    permission = CARRY
    form_class = forms.TransferForm
    action = staticmethod(actions.describe)
    success_message = _("The change is saved.")


class Step(bases.VerbView):
    """A step that needs no more than a note or a reason."""

    model = UtilityTransfer
    form_class = forms.NoteForm


class DayStep(Step):
    """A step that happened on a day."""

    form_class = forms.DayForm


class FilledStep(Step):
    """A step that fills fields of the transfer."""

    def get_form_kwargs(self):
        """Show what is known already."""
        return {**super().get_form_kwargs(), "transfer": self.object}


def _step(base, transition, action, form_class=None):
    """Return the page of one transition."""
    own = {"transition": transition, "action": staticmethod(action), "__module__": __name__}
    own |= {"form_class": form_class} if form_class else {}
    return type(f"{transition.slug.title().replace('_', '')}Transfer", (base,), own)


STEPS = {
    "survey": _step(FilledStep, workflow.SURVEY, actions.survey, forms.SurveyForm),
    "sign_intent": _step(DayStep, workflow.SIGN_INTENT, actions.sign_intent),
    "sign_agreement": _step(
        FilledStep, workflow.SIGN_AGREEMENT, actions.sign_agreement, forms.AgreementForm
    ),
    "transfer_function": _step(DayStep, workflow.TRANSFER_FUNCTION, actions.transfer_function),
    "transfer_assets": _step(
        FilledStep, workflow.TRANSFER_ASSETS, actions.transfer_assets, forms.AssetsForm
    ),
    "rebuild": _step(FilledStep, workflow.REBUILD, actions.rebuild, forms.RebuildForm),
    "accept": _step(FilledStep, workflow.ACCEPT, actions.accept, forms.AcceptanceForm),
    "settle": _step(DayStep, workflow.SETTLE, actions.settle),
    "close": _step(DayStep, workflow.CLOSE, actions.close),
    "suspend": _step(Step, workflow.SUSPEND, actions.suspend, forms.ReasonForm),
    "resume": _step(Step, workflow.RESUME, actions.resume),
    "take_back": _step(Step, workflow.TAKE_BACK, actions.take_back, forms.ReasonForm),
    "cancel": _step(Step, workflow.CANCEL, actions.cancel, forms.ReasonForm),
}


class Withdraw(Step):
    """Take back an entry that was opened by mistake."""

    permission = CARRY
    form_class = forms.ReasonForm
    action = staticmethod(actions.withdraw)
    submit_text = _("Take the entry back")
    success_message = _("The entry is taken back.")
    explanation = _("For an entry that was opened by mistake. The board no longer shows it.")

    def get_success_url(self):
        """Return the compound's page."""
        return self.object.community.get_absolute_url()


class FileAssets(Step):
    """Record that the transfer of the assets was filed."""

    permission = CARRY
    form_class = forms.FilingForm
    action = staticmethod(papers.file_assets)
    submit_text = _("Record the filing")
    success_message = _("The filing is recorded.")
    explanation = _(
        "The free transfer of the assets is filed with the state-asset supervision authority or "
        "the finance department of the same level (State Council Office 2016 No. 45; "
        "from memory, to be verified). No time is set for it."
    )


class KeepPaper(Step):
    """Keep a scan of a paper."""

    permission = CARRY
    form_class = forms.PaperForm
    action = staticmethod(papers.attach)
    submit_text = _("Keep a scan")
    success_message = _("The scan is taken in; it is shown as soon as it is checked.")


class AddCost(Step):
    """Enter a cost."""

    permission = CARRY
    form_class = forms.CostForm
    action = staticmethod(money.add_cost)
    submit_text = _("Enter a cost")
    success_message = _("The cost is entered.")


class Fund(FilledStep):
    """Say who gives how much."""

    permission = CARRY
    form_class = forms.FundingForm
    submit_text = _("Set the shares")
    success_message = _("The shares are saved.")

    def run(self, record, form):
        """Set the amounts of all sources."""
        return money.fund(record, by=self.request.user, amounts=form.amounts)


class LeaveIssue(FilledStep):
    """Write down what was left behind."""

    permission = CARRY
    form_class = forms.IssueForm
    action = staticmethod(legacy.leave_issue)
    submit_text = _("Record a legacy issue")
    success_message = _("The issue is recorded; its office is reminded.")

    def get_form_kwargs(self):
        """Offer the offices in charge."""
        return {**super().get_form_kwargs(), "user": self.request.user}


class WithdrawCost(bases.VerbView):
    """Take a cost back."""

    model = TransferCost
    permission = CARRY
    form_class = forms.ReasonForm
    action = staticmethod(money.withdraw_cost)
    submit_text = _("Take the cost back")
    success_message = _("The cost is taken back.")
