"""The forms of service contracts."""

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities.choices import Charging, ContractKind, EndCause, NoticeKind, Selection
from communities.contracts.actions import end_stands, replaceable
from communities.models import EndNotice, PropertyCompany, ServiceContract
from puyang_property.core.files import DocumentField
from puyang_property.core.forms import DayInput, PortalForm, PortalModelForm

TERMS = (
    *("number", "selection", "charging", "fee_dwelling", "fee_shop", "fee_other"),
    *("service_level", "agreed_notice_days"),
)
DAYS = (
    *("signed_on", "filed_on", "starts_on", "ends_on", "delivery_on", "inspected_on"),
    *("taken_over_on", "takeover_filed_on", "assembly_called_on"),
)


PRELIMINARY_ENDS = _(
    "A preliminary contract ends when the ordinary one takes effect (Civil Code, Art. 940)."
)
OWED_NOTICE = _(
    "A contract that continues after its term is ended by notice: sixty days before (Civil Code, "
    "Art. 948), in Henan three months (Art. 51). Ended here without one, it is flagged: record "
    "the notice first if there was one."
)


class ContractForm(PortalModelForm):
    """Kind, terms and days of a contract."""

    class Meta:
        model = ServiceContract
        fields = ("kind", *TERMS, *DAYS, "terminated_on")

    def __init__(self, *args, **kwargs):
        """Ask for no more than is known."""
        super().__init__(*args, **kwargs)
        for name in {"selection", "charging"} & set(self.fields):
            self.fields[name].required = False
        stands = end_stands(self.instance) if self.instance.pk else ""
        if stands and "terminated_on" in self.fields:
            self.fields["terminated_on"].disabled = True
            self.fields["terminated_on"].help_text = stands

    def clean_selection(self):
        """Return how the company was chosen, as far as it is known."""
        return self.cleaned_data["selection"] or Selection.UNKNOWN

    def clean_charging(self):
        """Return how the company is paid, as far as it is known."""
        return self.cleaned_data["charging"] or Charging.UNKNOWN


class ContractAddForm(ContractForm):
    """A new contract and its company."""

    company = forms.ModelChoiceField(label=_("company"), queryset=None)
    ends_previous = forms.BooleanField(required=False)
    field_order = ("company", "kind", "ends_previous")

    def __init__(self, *args, community, **kwargs):
        """Offer to end what the new contract replaces, where there is something."""
        super().__init__(*args, **kwargs)
        companies = PropertyCompany.objects.current()
        self.fields["company"].queryset = companies.order_by("pinyin", "id")
        found = replaceable(community)
        if not found:
            del self.fields["ends_previous"]
            return
        names = "、".join(str(contract.company) for contract in found)
        self.initial.setdefault("kind", ContractKind.ORDINARY)
        self.fields["ends_previous"].label = format_lazy(
            _("End the contract with {names} the day before this one starts."), names=names
        )
        runs_on = any(contract.continued_on for contract in found)
        self.fields["ends_previous"].help_text = OWED_NOTICE if runs_on else PRELIMINARY_ENDS


class EndForm(PortalForm):
    """The last day of service, and why."""

    on = forms.DateField(label=_("last day of service"), widget=DayInput)
    cause = forms.ChoiceField(
        label=_("why it ended"), choices=EndCause.choices, initial=EndCause.AGREED
    )
    note = forms.CharField(label=_("note"), required=False, max_length=500)


class NoticeForm(PortalModelForm):
    """A notice that was given."""

    proof = DocumentField(
        label=_("proof that it was given"),
        required=False,
        help_text=_("The notice with its receipt: a picture or PDF."),
    )
    note = forms.CharField(label=_("note"), required=False, max_length=500)

    class Meta:
        model = EndNotice
        fields = ("kind", "given_by", "given_on", "ends_on", "street_told_on")

    def __init__(self, *args, contract, **kwargs):
        """Propose what fits the contract as it stands."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("given_on", timezone.localdate())
        if contract.continued_on:
            self.initial.setdefault("kind", NoticeKind.CONTINUED)
        elif contract.ends_on and contract.ends_on >= timezone.localdate():
            self.initial.setdefault("ends_on", contract.ends_on)

    def _post_clean(self):
        """Leave the rules of the row to the verb, which knows the contract."""


class DayForm(PortalForm):
    """The day on which something was seen or done."""

    on = forms.DateField(label=_("on which day"), initial=timezone.localdate, widget=DayInput)
    note = forms.CharField(label=_("note"), required=False, max_length=500)


class DocumentForm(PortalForm):
    """A scan."""

    file = DocumentField(help_text=_("A picture or PDF."))


class ReasonForm(PortalForm):
    """A step that needs its reason."""

    note = forms.CharField(label=_("reason"), max_length=500)
