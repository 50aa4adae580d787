"""Exit handovers at the desk: the list, one handover, its steps, its paper."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.handovers import actions, forms, items, workflow
from communities.handovers.choices import LIST_IS_OPEN, Receiver, Result, State
from communities.handovers.filters import HandoverFilter
from communities.handovers.wording import FINES, SERVES_ON, steps, timeline
from communities.models import ExitHandover, HandoverItem, ServiceContract
from puyang_property.core import bases, clock, files
from puyang_property.core.exports import Column, label
from puyang_property.core.models.files import FileState, StoredFile
from puyang_property.core.pagination import Order
from puyang_property.core.workflow import allowed

CARRY = workflow.CARRY
AT_ODDS = {State.REFUSED, State.ORDERED, State.REFERRED}
COLUMNS = (
    Column("contract__community__name", _("compound")),
    Column("contract__company__name", _("old provider")),
    Column("state", _("state"), label(State)),
    Column("receiver_kind", _("who takes over"), label(Receiver)),
    Column("company__name", _("receiving property company")),
    Column("receiver", _("name of the receiver")),
    Column("contract__last_on", _("last day of service")),
    Column("announced_on", _("announced on")),
    Column("listed_on", _("list drawn up on")),
    Column("completed_on", _("completed on")),
    Column("refused_on", _("refused on")),
    Column("order_number", _("number of the order")),
    Column("order_due_on", _("to hand over by")),
    Column("referred_on", _("referred on")),
    Column("open_items", _("open items")),
)


class HandoverList(bases.ScopedListView):
    """The handovers of the reader's areas."""

    model = ExitHandover
    filterset_class = HandoverFilter
    orders = (Order("newest", _("newest first"), "-announced_on"),)
    template_name = "communities/handover_list.html"
    export_columns = COLUMNS

    def get_queryset(self):
        """Bring compound and company along, and count what is open."""
        rows = super().get_queryset().select_related("contract__community", "contract__company")
        is_open = Q(items__result=Result.OPEN, items__withdrawn_at__isnull=True)
        return rows.select_related("company").annotate(open_items=Count("items", filter=is_open))


class HandoverDetail(bases.ScopedDetailView):
    """One handover: where it stands, its list, its dates, what can be done."""

    model = ExitHandover
    template_name = "communities/handover_detail.html"

    def get_queryset(self):
        """Bring contract, compound and companies along."""
        related = ("contract__community__area", "contract__company", "company")
        return super().get_queryset().select_related(*related)

    def get_context_data(self, **kwargs):
        """Add the list, the steps, the dates and the history."""
        row, user = self.object, self.request.user
        may = user.has_perm(CARRY, row)
        return super().get_context_data(
            steps=steps(row),
            verbs=[(step, self.address(step)) for step in allowed(row, user)],
            items=_with_proofs(actions.lines(row).order_by("id")),
            deadlines=clock.open_for(row),
            papers=files.of(row),
            serves_on=SERVES_ON,
            fines=FINES if row.state in AT_ODDS else "",
            timeline=timeline(row),
            may_list=may and row.state in LIST_IS_OPEN,
            **kwargs,
        )

    def address(self, step):
        """Return the page of a step."""
        return reverse(f"communities:handover_{step.slug}", args=[self.object.pk])


def _with_proofs(items):
    """Return (item, its proofs) of all `items` by two queries."""
    found = list(items)
    kind = ContentType.objects.get_for_model(HandoverItem)
    proofs = defaultdict(list)
    kept = StoredFile.objects.filter(subject_type=kind, subject_id__in=[i.pk for i in found])
    for proof in kept.exclude(state=FileState.ERASED).order_by("id"):
        proofs[proof.subject_id].append(proof)
    return [(item, proofs[item.pk]) for item in found]


class HandoverPaper(HandoverDetail):
    """The handover list as a paper with lines to sign."""

    template_name = "communities/handover_paper.html"

    def get_context_data(self, **kwargs):
        """Add when it was printed."""
        return super().get_context_data(printed_at=timezone.now(), **kwargs)


class Announce(bases.VerbView):
    """Open the handover of a contract that ends."""

    model = ServiceContract
    permission = CARRY
    form_class = forms.AnnounceForm
    submit_text = _("Announce the handover")
    success_message = _("The handover is announced; its list is begun.")
    explanation = SERVES_ON

    def get_form_kwargs(self):
        """Let the form leave out the old provider."""
        return {**super().get_form_kwargs(), "contract": self.object}

    def run(self, record, form):
        """Announce it and go to its page."""
        self.made = actions.announce(record, by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        """Return the page of the handover."""
        return self.made.get_absolute_url()


class Step(bases.VerbView):
    """A step that happened on a day."""

    model = ExitHandover
    form_class = forms.DayForm


def _step(transition, action, form_class=None, **own):
    """Return the page of one transition."""
    own |= {"transition": transition, "action": staticmethod(action), "__module__": __name__}
    own |= {"form_class": form_class} if form_class else {}
    return type(f"{transition.slug.title().replace('_', '')}Handover", (Step,), own)


STEPS = {
    "draw_up": _step(workflow.DRAW_UP, actions.draw_up),
    "begin": _step(workflow.BEGIN, actions.begin),
    "complete": _step(workflow.COMPLETE, actions.complete),
    "refuse": _step(workflow.REFUSE, actions.refuse, forms.RefuseForm, explanation=SERVES_ON),
    "order": _step(workflow.ORDER, actions.order, forms.OrderForm, explanation=FINES),
    "refer": _step(workflow.REFER, actions.refer, forms.ReferForm, explanation=FINES),
    "cancel": _step(workflow.CANCEL, actions.cancel, forms.ReasonForm),
}


class AddItem(Step):
    """Enter a further line of the list."""

    permission = CARRY
    form_class = forms.ItemForm
    action = staticmethod(items.add_item)
    submit_text = _("Enter an item")
    success_message = _("The item is entered.")


class ItemVerb(bases.VerbView):
    """A verb on one item."""

    model = HandoverItem
    permission = CARRY


class SettleItem(ItemVerb):
    """Say what became of an item."""

    form_class = forms.SettleForm
    action = staticmethod(items.settle_item)
    submit_text = _("Record the result")
    success_message = _("The result is recorded.")

    def get_form_kwargs(self):
        """Show what is recorded."""
        return {**super().get_form_kwargs(), "instance": self.object}


class WithdrawItem(ItemVerb):
    """Take an item back."""

    form_class = forms.ReasonForm
    action = staticmethod(items.withdraw_item)
    submit_text = _("Take the item back")
    success_message = _("The item is taken back.")
