"""The forms of the owners' register. They never show what is kept; empty means: as it is."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models.companies import validate_credit_code
from communities.models.ownerships import LARGEST_SHARE
from communities.premises.choices import Mistake, OwnerKind
from communities.premises.owner_merging import likely
from puyang_property.core.forms import CodeInput, DayInput, PortalForm
from puyang_property.core.secrecy import PhoneField

QUIET = {"autocomplete": "off"}


def name_field(**options):
    """Return the field for a name, which no browser fills in or remembers."""
    return forms.CharField(
        label=pgettext_lazy("owner", "name"),
        max_length=100,
        widget=forms.TextInput(QUIET),
        **options,
    )


def code_field():
    """Return the field for the code of an organisation."""
    return forms.CharField(
        label=_("unified social credit code"),
        required=False,
        max_length=18,
        widget=CodeInput,
        validators=[validate_credit_code],
        help_text=_("Of an organisation; never the number of a person's identity card."),
    )


class OwnerFieldsForm(PortalForm):
    """Who owns, and which share."""

    kind = forms.ChoiceField(label=_("owner is a"), choices=OwnerKind.choices)
    name = name_field()
    phone = PhoneField(required=False)
    credit_code = code_field()
    numerator = forms.IntegerField(
        label=_("share (numerator)"), min_value=1, max_value=LARGEST_SHARE, initial=1
    )
    denominator = forms.IntegerField(
        label=_("share (denominator)"), min_value=1, max_value=LARGEST_SHARE, initial=1
    )

    def __init__(self, *args, unit, **kwargs):
        """Explain the share."""
        super().__init__(*args, **kwargs)
        self.fields["numerator"].help_text = _("1 of 1 is the whole unit, 1 of 2 is a half.")

    def clean(self):
        """Refuse a share greater than the whole, and a code of a person."""
        data = super().clean()
        if data.get("numerator", 0) > data.get("denominator", LARGEST_SHARE):
            self.add_error("numerator", _("A share is at most the whole."))
        if data.get("credit_code") and data.get("kind") == OwnerKind.PERSON:
            self.add_error("credit_code", _("Only an organisation has this code."))
        return data


class RecordOwnerForm(OwnerFieldsForm):
    """A further owner of a unit."""

    from_on = forms.DateField(
        label=_("owner from"),
        required=False,
        widget=DayInput,
        help_text=_("Empty where nobody knows."),
    )
    is_representative = forms.BooleanField(
        label=_("represents the co-owners"),
        required=False,
        help_text=_("Co-owners of one unit choose one person; they count as one head."),
    )


class TransferForm(OwnerFieldsForm):
    """A unit goes to somebody else on a day."""

    on = forms.DateField(
        label=_("transferred on"),
        initial=timezone.localdate,
        widget=DayInput,
        help_text=_("Every ownership recorded so far closes on this day."),
    )
    field_order = ("on",)


class CorrectOwnerForm(PortalForm):
    """Correct what is kept; what is there is not shown."""

    kind = forms.ChoiceField(label=_("owner is a"), choices=OwnerKind.choices)
    name = name_field(required=False)
    phone = PhoneField(required=False)
    forgets_phone = forms.BooleanField(label=_("erase the telephone"), required=False)
    credit_code = code_field()

    def __init__(self, *args, owner, **kwargs):
        """Say what is there, masked."""
        super().__init__(*args, **kwargs)
        self.initial["kind"] = owner.kind
        self.initial["credit_code"] = owner.credit_code
        kept = _("Kept: %(masked)s. Leave it empty to keep it.")
        self.fields["name"].help_text = kept % {"masked": owner.name.masked}
        if owner.phone:
            self.fields["phone"].help_text = kept % {"masked": owner.phone.masked}


class MergeOwnerForm(PortalForm):
    """Which entry stays, by its number; a name is never shown to choose from."""

    into = forms.IntegerField(
        label=_("number of the entry that stays"),
        min_value=1,
        help_text=_("As in the list of owners: 7 for “Owner 7”."),
    )
    is_same_person = forms.BooleanField(
        label=_("the names differ, yet it is the same owner"),
        required=False,
        help_text=_("For example a slip of the pen. You answer for it; it cannot be undone."),
    )

    def __init__(self, *args, owner, **kwargs):
        """Know whose entry it is; propose one of the same telephone or code."""
        super().__init__(*args, **kwargs)
        self.owner = owner
        found = [str(row.pk) for row in likely(owner)[:5]]
        if found:
            self.initial.setdefault("into", found[0])
            told = _("Same telephone or code: %(numbers)s.") % {"numbers": "、".join(found)}
            self.fields["into"].help_text = told

    def clean_into(self):
        """Return the entry of this number in the same compound."""
        found = self.owner.community.owners.named().filter(pk=self.cleaned_data["into"]).first()
        if found is None or found == self.owner:
            raise forms.ValidationError(_("No other owner of this compound has this number."))
        return found


class ReasonForm(PortalForm):
    """Why somebody needs to see names and telephones."""

    reason = forms.CharField(
        label=_("reason"),
        min_length=2,
        max_length=200,
        help_text=_(
            "For example: deliver the ballot of the assembly. It is kept with your name and post."
        ),
        widget=forms.TextInput({"autofocus": True}),
    )


class ExportForm(ReasonForm):
    """Why, and as which kind of file, the register leaves the portal."""

    file = forms.ChoiceField(label=_("file"), choices=(("xlsx", "Excel"), ("csv", "CSV")))
    field_order = ("reason", "file")


class LookupForm(PortalForm):
    """A whole telephone number; a part of one finds nothing."""

    phone = PhoneField(
        help_text=_("The whole number, which no address shows. Each look-up is written down.")
    )


class EndOwnershipForm(PortalForm):
    """An ownership ends on a day."""

    on = forms.DateField(
        label=_("first day without this owner"), initial=timezone.localdate, widget=DayInput
    )


class MistakeForm(PortalForm):
    """What was wrong: a closed list, so that history holds no name."""

    mistake = forms.ChoiceField(
        label=_("what was wrong"),
        choices=[choice for choice in Mistake.choices if choice[0] != Mistake.UNDONE],
    )
