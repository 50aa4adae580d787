"""What each step of a utility transfer asks for."""

from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import RoleSlug
from accounts.models import Post
from communities.models import (
    LegacyIssue,
    PropertyCompany,
    TransferCost,
    UtilityTransfer,
)
from communities.transfers.choices import Filing, Item, Mode, Paper, Source, receivers_of
from puyang_property.core.files import DocumentField
from puyang_property.core.forms import DayInput, PortalForm, PortalModelForm

KEEPERS = (RoleSlug.STREET_CLERK, RoleSlug.DISTRICT_OFFICER, RoleSlug.CITY_OFFICER)


def offices_over(path):
    """Return the offices in charge of a place, the nearest first."""
    above = ["/".join(path.split("/")[:end]) + "/" for end in range(1, path.count("/") + 1)]
    offices = Post.objects.filter(role__in=KEEPERS, area__path__in=above)
    return offices.select_related("area").order_by("-area__path")


class NoteForm(PortalForm):
    """A step that needs no more than a word."""

    note = forms.CharField(
        label=_("note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class ReasonForm(PortalForm):
    """A step that needs its reason."""

    note = forms.CharField(label=_("reason"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class DayForm(NoteForm):
    """A step that happened on a day."""

    on = forms.DateField(label=_("on which day"), initial=timezone.localdate, widget=DayInput)
    field_order = ("on",)


class StepForm(DayForm):
    """A step that also fills fields of the transfer; `taken` names them, argument → field."""

    taken: dict = {}

    def __init__(self, *args, transfer, **kwargs):
        """Add the fields as the model words them, with what is known already."""
        super().__init__(*args, **kwargs)
        known = forms.modelform_factory(
            UtilityTransfer, form=PortalModelForm, fields=list(self.taken.values())
        )(instance=transfer)
        for argument, name in self.taken.items():
            self.fields[argument] = known.fields[name]
            self.fields[argument].initial = known[name].initial
        if not transfer.needs_meters:
            self.fields.pop("metered", None)
        self.order_fields(["on", *self.taken, "note"])


class SurveyForm(StepForm):
    """Households, meters, assets."""

    taken = {"households": "households", "metered": "metered", "assets": "assets"}

    def __init__(self, *args, **kwargs):
        """Ask for the households: the settlement counts on them."""
        super().__init__(*args, **kwargs)
        self.fields["households"].required = True


class AgreementForm(StepForm):
    """Who takes over, in which order, for how much."""

    taken = {
        "number": "agreement_number",
        "mode": "mode",
        "receiver_kind": "receiver_kind",
        "receiver": "receiver",
        "company": "company",
        "unit_price": "unit_price",
        "total": "agreed_total",
    }
    scan = DocumentField(
        label=_("scan of the agreement"), required=False, help_text=_("A picture or PDF.")
    )

    def __init__(self, *args, **kwargs):
        """Ask for receiver and money; a property company is named from the register."""
        super().__init__(*args, **kwargs)
        for name in ("receiver_kind", "total"):
            self.fields[name].required = True
        offer_receivers(self, kwargs["transfer"])
        if "company" in self.fields:
            self.fields["receiver"].help_text = _(
                "Empty where a company of the register takes over, or the owners themselves."
            )
        else:
            self.fields["receiver"].required = True
        self.order_fields([name for name in self.fields if name != "note"])


def offer_receivers(form, transfer):
    """Offer who may take the item over; companies of the register only for property management."""
    kinds = [("", "---------"), *((kind, kind.label) for kind in receivers_of(transfer.item))]
    form.fields["receiver_kind"].choices = kinds
    if transfer.item == Item.PROPERTY:
        form.fields["company"].queryset = PropertyCompany.objects.current().order_by("pinyin")
    else:
        del form.fields["company"]


class RebuildForm(StepForm):
    """Since when the receiver holds the rebuilding money, where the transfer came first."""

    taken = {"money_received_on": "money_received_on"}

    def __init__(self, *args, transfer, **kwargs):
        """Ask for the money only where the order does."""
        super().__init__(*args, transfer=transfer, **kwargs)
        if transfer.mode == Mode.REBUILD_FIRST:
            del self.fields["money_received_on"]
        else:
            self.fields["money_received_on"].required = True


class AssetsForm(StepForm):
    """The group's approval and the value of what is handed over for nothing."""

    taken = {"approval_number": "approval_number", "value": "assets_value"}

    def __init__(self, *args, **kwargs):
        """Ask for the approval."""
        super().__init__(*args, **kwargs)
        self.fields["approval_number"].required = True


class AcceptanceForm(StepForm):
    """Meters, and the level of the city."""

    taken = {"metered": "metered"}
    is_up_to_standard = forms.BooleanField(
        label=_("the works reach the average level of the city's infrastructure"), required=False
    )

    def __init__(self, *args, **kwargs):
        """Ask for the meters, where there are any; the note comes last."""
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "note"])
        if "metered" in self.fields:
            self.fields["metered"].required = True


class FilingForm(DayForm):
    """When and where the transfer of the assets was filed."""

    filed_with = forms.ChoiceField(label=_("filed with"), choices=Filing.choices)
    number = forms.CharField(label=_("number of the filing"), required=False, max_length=100)
    field_order = ("on", "filed_with", "number", "note")


class PaperForm(PortalForm):
    """A scan, and which paper it is."""

    paper = forms.ChoiceField(label=_("which paper"), choices=Paper.choices)
    file = DocumentField(label=_("scan"), help_text=_("A picture or PDF."))


class TransferForm(PortalModelForm):
    """What is known of a transfer; what a step records can be corrected once it was taken."""

    class Meta:
        model = UtilityTransfer
        fields = (
            *("enterprise", "enterprise_kind", "mode", "receiver_kind", "receiver", "company"),
            *("households", "metered", "assets", "assets_value", "agreement_number"),
            *("unit_price", "agreed_total", "approval_number", "money_received_on"),
            *("filed_on", "filed_with", "filing_number"),
        )

    def __init__(self, *args, **kwargs):
        """Leave out what belongs to a step that is still to come, and what cannot change."""
        super().__init__(*args, **kwargs)
        transfer = self.instance
        offer_receivers(self, transfer)
        agreed = bool(transfer.agreement_signed_on)
        shown = {
            "mode": not agreed,
            "agreement_number": agreed,
            "unit_price": agreed,
            "agreed_total": agreed,
            "approval_number": bool(transfer.assets_transferred_on),
            "money_received_on": bool(transfer.money_received_on),
            "metered": transfer.needs_meters,
            **dict.fromkeys(("filed_on", "filed_with", "filing_number"), bool(transfer.filed_on)),
        }
        for name, is_shown in shown.items():
            if not is_shown:
                del self.fields[name]


class IdentifyForm(PortalModelForm):
    """A new transfer: which item, whose compound it was."""

    class Meta:
        model = UtilityTransfer
        fields = ("item", "enterprise", "enterprise_kind", "households")


class CostForm(PortalModelForm):
    """A cost."""

    class Meta:
        model = TransferCost
        fields = ("purpose", "borne_by", "amount", "incurred_on")


class FundingForm(PortalForm):
    """Who gives how much: a field for each source."""

    def __init__(self, *args, transfer, **kwargs):
        """Show what is recorded."""
        super().__init__(*args, **kwargs)
        given = dict(transfer.fundings.values_list("source", "amount"))
        for source in Source:
            self.fields[source.value] = forms.DecimalField(
                label=_("%(source)s (yuan)") % {"source": source.label},
                required=False,
                min_value=Decimal(),
                max_digits=14,
                decimal_places=2,
                initial=given.get(source.value, Decimal("0.00")),
            )

    @property
    def amounts(self):
        """Return the yuan of each source."""
        return {source: self.cleaned_data.get(source.value) or Decimal() for source in Source}


class IssueForm(PortalModelForm):
    """What was left behind, and who puts it right."""

    class Meta:
        model = LegacyIssue
        fields = ("kind", "text", "responsible", "due_on")

    def __init__(self, *args, user, transfer, **kwargs):
        """Offer the offices in charge of the compound."""
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = offices_over(transfer.community.area_path)
