"""What each step of a handover asks for."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.handovers import actions
from communities.models import ExitHandover, HandoverItem, PropertyCompany
from puyang_property.core.files import DocumentField
from puyang_property.core.forms import DayInput, PortalForm, PortalModelForm


class ReasonForm(PortalForm):
    """A step that needs its reason."""

    note = forms.CharField(label=_("reason"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class DayForm(PortalForm):
    """A step that happened on a day."""

    on = forms.DateField(label=_("on which day"), initial=timezone.localdate, widget=DayInput)
    note = forms.CharField(
        label=_("note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class AnnounceForm(PortalModelForm):
    """Who takes over, and since when that is known."""

    on = forms.DateField(label=_("announced on"), initial=timezone.localdate, widget=DayInput)

    class Meta:
        model = ExitHandover
        fields = ("receiver_kind", "company", "receiver")

    def __init__(self, *args, contract, **kwargs):
        """Offer every company but the old provider."""
        super().__init__(*args, **kwargs)
        others = PropertyCompany.objects.current().exclude(pk=contract.company_id)
        self.fields["company"].queryset = others.order_by("pinyin", "id")
        self.fields["company"].help_text = _("Where a new company takes over.")
        self.fields["receiver"].help_text = _("Where a committee takes over.")

    def _post_clean(self):
        """Leave the rules of the row to the verb, which knows the contract."""


class RefuseForm(DayForm):
    """The day of the refusal, and what the old provider says."""

    note = forms.CharField(
        label=_("what the old provider says"), max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class OrderForm(DayForm):
    """The order: its number, the day that it sets, the paper."""

    number = forms.CharField(label=_("number of the order"), max_length=60)
    due_on = forms.DateField(label=_("to hand over by"), widget=DayInput)
    paper = DocumentField(label=_("the order as served"), required=False)
    field_order = ("number", "on", "due_on", "paper", "note")

    def __init__(self, *args, **kwargs):
        """Propose the day that the office's own rule sets."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("due_on", actions.order_due(timezone.localdate()))


class ReferForm(DayForm):
    """Which department enforces."""

    to = forms.CharField(label=_("department that enforces"), max_length=120)
    field_order = ("to", "on", "note")


class ItemForm(PortalModelForm):
    """A further line of the list."""

    class Meta:
        model = HandoverItem
        fields = ("group", "name", "quantity")


class SettleForm(PortalModelForm):
    """What became of an item."""

    on = forms.DateField(
        label=_("on which day"), required=False, initial=timezone.localdate, widget=DayInput
    )
    proof = DocumentField(label=_("proof"), required=False, help_text=_("A picture or PDF."))

    class Meta:
        model = HandoverItem
        fields = ("name", "quantity", "result", "receiver_kind", "remark")

    field_order = ("name", "quantity", "result", "on", "receiver_kind", "remark", "proof")

    def _post_clean(self):
        """Leave the rules of the row to the verb, which fills in who receives."""
