"""Entering a complaint for somebody: at the counter, by telephone, from a letter."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from disputes import places
from disputes.actions.filing import LONGEST_DESCRIPTION
from disputes.choices import Channel
from disputes.models import Category
from puyang_property.core import files, secrecy
from puyang_property.core.forms import PortalForm


class CounterForm(PortalForm):
    """All of it on one page; Tab leads through in the order of the talk."""

    where = forms.CharField(
        label=_("compound or community"),
        error_messages={"required": _("Say where: a compound, or the community it lies in.")},
        max_length=80,
        help_text=_("Name, pinyin initials, address or code; then choose from the list."),
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )
    spot = forms.ChoiceField(
        label=_("found places"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the place from the list.")},
    )
    category = forms.ModelChoiceField(
        label=_("category"),
        queryset=None,
        to_field_name="slug",
        empty_label=None,
        help_text=_("On the keyboard: type its two digits."),
    )
    description = forms.CharField(
        label=_("what happened"),
        max_length=LONGEST_DESCRIPTION,
        widget=forms.Textarea({"rows": 5}),
    )
    place = forms.CharField(
        label=_("where exactly"),
        required=False,
        max_length=200,
        help_text=_("Building, unit, lift, gate …"),
    )
    contact_name = forms.CharField(
        label=_("name of the person"),
        required=False,
        max_length=50,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    contact_phone = secrecy.PhoneField(required=False, label=_("telephone"))
    helper_name = forms.CharField(
        label=_("helper"),
        required=False,
        max_length=50,
        help_text=_("Who speaks for the person, if somebody does."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    allow_company_contact = forms.BooleanField(
        label=_("the property company may learn the contact"), required=False
    )
    photos = files.PhotosField(required=False)
    channel = forms.ChoiceField(label=_("channel"), initial=Channel.COUNTER)
    received_on = forms.DateField(label=_("received on"))
    external_number = forms.CharField(
        label=_("order number"),
        required=False,
        max_length=60,
        help_text=_("Of the hotline, the petition office or the proposal."),
    )

    def __init__(self, *args, user, **kwargs):
        """Offer the categories, the channels of staff, and the places that were found."""
        self.user = user
        super().__init__(*args, **kwargs)
        category = self.fields["category"]
        category.queryset = Category.objects.offered()
        category.choices = [
            (each.slug, f"{number:02d} {each.name}")
            for number, each in enumerate(category.queryset, 1)
        ]
        self.fields["channel"].choices = [
            choice for choice in Channel.choices if choice[0] != Channel.ONLINE
        ]
        self.initial.setdefault("received_on", timezone.localdate())
        self.fields["contact_phone"].widget.attrs["autocomplete"] = "off"
        self.fields["spot"].choices = [(spot.value, spot.label) for spot in self.spots]
        self.fields["spot"].required = len(self.spots) > 1
        self.fields["where"].required = not self.data.get("spot")
        if len(self.spots) == 1:
            self.initial.setdefault("spot", self.spots[0].value)

    def clean_received_on(self):
        """Refuse a day of more than a year ago: every date of the case would be over already."""
        day = self.cleaned_data["received_on"]
        if day < timezone.localdate() - timedelta(days=366):
            raise forms.ValidationError(_("This day is more than a year ago: check the year."))
        return day

    def focus(self):
        """Move the focus on: to the choice of several places, or past a single one."""
        if self.spots:
            self.fields["where"].widget.attrs.pop("autofocus")
            following = "spot" if len(self.spots) > 1 else "category"
            self.fields[following].widget.attrs["autofocus"] = True

    @cached_property
    def spots(self):
        """Return the places to choose from: the chosen one, and what the words find."""
        words = self.data.get("where", "") if self.is_bound else self.initial.get("where", "")
        chosen = places.by_value(self.data.get("spot", ""), self.user) if self.is_bound else None
        found = places.find(words[:80], self.user)
        if chosen and chosen.value not in {spot.value for spot in found}:
            found.insert(0, chosen)
        return found

    def clean(self):
        """Turn the place into compound and area; a single find needs no choice."""
        data = super().clean()
        value = data.pop("spot", "")
        data.pop("where", None)
        if not value and len(self.spots) == 1:
            value = self.spots[0].value
        spot = places.by_value(value, self.user) if value else None
        if spot is None and not {"spot", "where"} & set(self.errors):
            self.add_error(
                "where", _("Nothing of this name lies in your area. Try fewer characters.")
            )
        if spot:
            data["community"], data["area"] = spot.community, spot.area
        return data
