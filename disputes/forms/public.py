"""What residents fill in: shape only; the verbs know the law."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Level
from accounts.models import Area
from disputes.actions.filing import LONGEST_DESCRIPTION
from disputes.choices import Satisfied, Solved
from puyang_property.core.files import PhotosField
from puyang_property.core.files.uploads import is_lost
from puyang_property.core.forms import CodeInput, PortalForm
from puyang_property.core.idempotency import OnceMixin
from puyang_property.core.secrecy import PhoneField
from puyang_property.core.spam import SpamGuardMixin


class FindPlaceForm(PortalForm):
    """Step one: look for the compound."""

    q = forms.CharField(
        label=_("Name or address of your compound"),
        help_text=_("Part of the name is enough; pinyin or its first letters work too."),
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class StreetForm(PortalForm):
    """Where the compound is not in the register: the street says which office receives it."""

    area = forms.ModelChoiceField(
        label=_("Street or township"), queryset=Area.objects.none(), to_field_name="key"
    )

    def __init__(self, *args, **kwargs):
        """Offer the streets, grouped by district."""
        super().__init__(*args, **kwargs)
        streets = Area.objects.filter(level=Level.STREET, valid_to=None).select_related("parent")
        self.fields["area"].queryset = streets
        groups = {}
        for street in streets.order_by("parent__path", "pinyin"):
            groups.setdefault(street.parent.short_name, []).append((street.key, street.short_name))
        self.fields["area"].choices = [("", _("Choose…")), *groups.items()]


class FileForm(SpamGuardMixin, OnceMixin, PortalForm):
    """Step three: what happened, where, photos, and if wanted who."""

    spam_scope = "complaint"

    description = forms.CharField(
        label=_("What happened?"),
        help_text=_("Since when, how often, whom you have asked already. No need to be formal."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_DESCRIPTION,
    )
    place = forms.CharField(
        label=_("Where exactly?"),
        help_text=_("For example building 3, unit 2, lift on the left."),
        max_length=200,
        required=False,
    )
    photos = PhotosField(
        label=_("Photos"),
        help_text=_("Up to six. Place and camera data are removed from them."),
        required=False,
        without_lost=True,
    )
    contact_name = forms.CharField(
        label=_("Your name"),
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_phone = PhoneField(
        label=_("Your telephone"),
        help_text=_("Only for questions and the return visit. You can leave both empty."),
        required=False,
    )
    allow_company_contact = forms.BooleanField(
        label=_("The property company may learn my name and telephone"),
        help_text=_("Leave this unticked and the company does not learn who you are."),
        required=False,
    )

    def ask_for_compound(self):
        """Ask for the compound's name: it is not in the register, and the street needs to know."""
        place = self.fields["place"]
        place.label = _("Which compound, and where exactly?")
        place.help_text = _("Name or address of the compound; then building, unit, lift …")
        self.order_fields(["place"])

    @property
    def lost_photos(self):
        """Tell whether there was no room for a photo while it arrived."""
        return any(map(is_lost, self.files.getlist("photos"))) if self.files else False


class TrackForm(PortalForm):
    """Number and code of the receipt."""

    number = forms.CharField(
        label=_("Number"),
        help_text=_("For example PY-2026-000123-K"),
        max_length=24,
        widget=CodeInput,
    )
    code = forms.CharField(
        label=_("Query code"), help_text=_("Eight characters"), max_length=20, widget=CodeInput
    )


class AddInformationForm(SpamGuardMixin, OnceMixin, PortalForm):
    """More words or photos on an open case."""

    spam_scope = "information"

    text = forms.CharField(
        label=_("What do you want to add?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_DESCRIPTION,
        required=False,
    )
    photos = PhotosField(label=_("Photos"), required=False)


class AnswerForm(PortalForm):
    """The two questions."""

    solved = forms.ChoiceField(
        label=_("Is it solved?"), choices=Solved.choices, widget=forms.RadioSelect
    )
    satisfied = forms.ChoiceField(
        label=_("Are you satisfied with how it was handled?"),
        choices=Satisfied.choices,
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("What would you like to say?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )


class ReopenForm(PortalForm):
    """Why it is not right yet."""

    note = forms.CharField(
        label=_("What is still not right?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


class WithdrawForm(PortalForm):
    """A word on why, if wanted."""

    note = forms.CharField(
        label=_("Why do you withdraw?"),
        max_length=500,
        required=False,
    )
