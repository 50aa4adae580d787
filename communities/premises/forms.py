"""The forms of premises: buildings, units, facilities."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Building, CommonFacility, Unit
from communities.premises.actions import BUILDING_FACTS, UNIT_FACTS
from communities.premises.choices import Condition, Sale, Use
from communities.premises.facilities import FACTS as FACILITY_FACTS
from puyang_property.core.files import PhotosField
from puyang_property.core.forms import DayInput, PortalForm, PortalModelForm

PHOTOS = 3


def whole(label, low, high, initial=None):
    """Return a field for a whole number between `low` and `high`."""
    return forms.IntegerField(label=label, min_value=low, max_value=high, initial=initial)


class BuildingForm(PortalModelForm):
    """What is known of a building."""

    class Meta:
        model = Building
        fields = BUILDING_FACTS

    def __init__(self, *args, **kwargs):
        """Offer yes, no and not stated in words."""
        super().__init__(*args, **kwargs)
        self.fields["has_lift"].widget = forms.NullBooleanSelect()


class EntranceForm(PortalForm):
    """A new entrance."""

    number = forms.CharField(label=_("number"), max_length=30)


class RaiseForm(PortalForm):
    """A whole building's units from a few numbers."""

    entrances = whole(pgettext_lazy("building", "entrances"), 0, 30, 2)
    floors = whole(_("floors"), 1, 100, 6)
    per_floor = whole(_("units on each floor of an entrance"), 1, 40, 2)
    first_floor = whole(_("first floor with units"), 1, 100, 1)
    use = forms.ChoiceField(label=pgettext_lazy("unit", "use"), choices=Use.choices)
    sale = forms.ChoiceField(
        label=_("sale and delivery"), choices=Sale.choices, initial=Sale.DELIVERED
    )

    def __init__(self, *args, building, **kwargs):
        """Start from what the building says of itself."""
        super().__init__(*args, **kwargs)
        self.fields["entrances"].help_text = _("0 where the units belong to no entrance.")
        if building.floors_above:
            self.fields["floors"].initial = building.floors_above


class UnitForm(PortalModelForm):
    """What is known of a unit."""

    class Meta:
        model = Unit
        fields = UNIT_FACTS

    def __init__(self, *args, building=None, **kwargs):
        """Offer the entrances of the building; say which area counts."""
        super().__init__(*args, **kwargs)
        if building is not None:
            self.instance.building, self.instance.community = building, building.community
        building = self.instance.building
        doors = building.entrances.standing().order_by("place_key", "id")
        self.fields["entrance"].queryset = doors
        self.fields["area_registered"].help_text = _(
            "Of the areas known, the register's counts before the survey's, the survey's before "
            "the contract's."
        )


class EndForm(PortalForm):
    """Something ends on a day, for a reason."""

    on = forms.DateField(label=_("on which day"), initial=timezone.localdate, widget=DayInput)
    note = forms.CharField(label=_("reason"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class DayForm(PortalForm):
    """The day on which something was done."""

    on = forms.DateField(label=_("on which day"), initial=timezone.localdate, widget=DayInput)
    note = forms.CharField(label=_("note"), required=False, max_length=500)


class FacilityForm(PortalModelForm):
    """What is known of a facility."""

    class Meta:
        model = CommonFacility
        fields = FACILITY_FACTS

    def __init__(self, *args, community=None, **kwargs):
        """Offer buildings and entrances of the compound."""
        super().__init__(*args, **kwargs)
        if community is not None:
            self.instance.community = community
        community = self.instance.community
        buildings = community.building_rows.standing().order_by("place_key", "id")
        self.fields["building"].queryset = buildings
        doors = self.fields["entrance"].queryset.standing()
        doors = doors.filter(building__community=community, building__ended_on=None)
        self.fields["entrance"].queryset = doors.select_related("building").order_by(
            "building__place_key", "place_key", "id"
        )
        self.fields["entrance"].label_from_instance = lambda door: f"{door.building} {door}"
        self.fields["area"].help_text = _("For a property-service room, green area or parking.")


class CheckForm(PortalForm):
    """A check: when, what it found, by when the next one."""

    on = forms.DateField(label=_("checked on"), initial=timezone.localdate, widget=DayInput)
    condition = forms.ChoiceField(
        label=_("condition"),
        choices=[choice for choice in Condition.choices if choice[0] != Condition.UNKNOWN],
    )
    next_check_on = forms.DateField(
        label=_("next check by"),
        required=False,
        widget=DayInput,
        help_text=_("For a lift: until when its inspection is valid."),
    )
    note = forms.CharField(
        label=_("note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class PhotosForm(PortalForm):
    """Photos of a facility."""

    photos = PhotosField(max_files=PHOTOS)
