"""The forms of the register."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Level
from accounts.models import Area
from communities import search
from communities.choices import Kind
from communities.models import Community
from puyang_property.core.forms import CodeInput, PortalForm, PortalModelForm

MANY_AREAS = 500


class AreaField(forms.ModelChoiceField):
    """One of the areas in reach of the user, as an indented list."""

    DEPTH = {Level.CITY: 0, Level.DISTRICT: 1, Level.STREET: 2, Level.COMMUNITY: 3}

    def __init__(self, **kwargs):
        """Start with no area; `offer` fills the list."""
        kwargs.setdefault("label", _("area"))
        super().__init__(queryset=Area.objects.none(), **kwargs)

    def label_from_instance(self, area):
        """Return the name, indented by its level."""
        return "\u3000" * self.DEPTH[area.level] + area.short_name

    def offer(self, user, permission, near=None):
        """Offer the areas where `user` holds `permission`.

        Where these are thousands, committees are offered only in the street `near`.
        """
        rows = Area.objects.visible_to(user, permission)
        if rows.count() > MANY_AREAS:
            street = "/".join((near or "").split("/")[:3]) + "/"
            close = rows.filter(path__startswith=street) if street.count("/") == 3 else rows.none()
            rows = rows.exclude(level=Level.COMMUNITY) | close
        self.queryset = rows.order_by("path")


class NamesField(forms.CharField):
    """Several names on one line, cleaned to a list."""

    def __init__(self, **kwargs):
        """Ask for further names by default."""
        kwargs.setdefault("label", _("further names"))
        kwargs.setdefault("help_text", _("Separate them by commas."))
        super().__init__(required=False, max_length=600, **kwargs)

    def clean(self, value):
        """Return the names, each once."""
        parts = (part.strip() for part in re.split(r"[、,，;；]", super().clean(value)))
        return list(dict.fromkeys(part[:120] for part in parts if part))


class CommunityForm(PortalModelForm):
    """The facts of a compound."""

    aliases = NamesField()

    class Meta:
        model = Community
        fields = (
            *("name", "aliases", "kind", "management_mode", "address", "developer"),
            *("built_year", "households", "buildings", "floor_area", "land_area", "green_rate"),
            *("plot_ratio", "parking_spaces", "lng", "lat"),
        )

    field_order = ("name", "aliases")

    def __init__(self, *args, **kwargs):
        """Show the current further names."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            names = self.instance.aliases.filter(dropped_at=None).values_list("name", flat=True)
            self.initial["aliases"] = "、".join(names)
            self.fields.pop("kind", None)  # a change of kind has a day and a reason: KindForm


class CommunityAddForm(CommunityForm):
    """A new compound and its place."""

    area = AreaField()
    is_published = forms.BooleanField(
        label=_("show it in the public register"), required=False, initial=True
    )
    field_order = ("area", "name", "aliases")

    def __init__(self, *args, user, **kwargs):
        """Offer the areas where `user` may add compounds."""
        super().__init__(*args, **kwargs)
        self.fields["area"].offer(user, "communities.add_community")


class PlaceForm(PortalForm):
    """Where a compound lies."""

    area = AreaField(help_text=_("Choose the residents' committee as soon as it is known."))
    note = forms.CharField(label=_("note"), required=False, max_length=500)

    def __init__(self, *args, user, near, **kwargs):
        """Offer the areas where `user` may place compounds."""
        super().__init__(*args, **kwargs)
        self.fields["area"].offer(user, "communities.place_community", near)


CHANGED, WRONG = "changed", "wrong"


class KindForm(PortalForm):
    """Which kind, since when, why, decided where."""

    HOW = (
        (CHANGED, _("It became another kind on a day.")),
        (WRONG, _("The register was wrong or did not know; it never was of the other kind.")),
    )
    kind = forms.ChoiceField(label=_("kind"))
    how = forms.ChoiceField(
        label=_("what happened"), choices=HOW, initial=CHANGED, widget=forms.RadioSelect
    )
    since = forms.DateField(
        label=_("of this kind since"),
        required=False,
        help_text=_("Needed when it became another kind."),
    )
    reason = forms.CharField(label=_("reason"), max_length=500)
    document = forms.CharField(
        label=_("decided in"),
        max_length=120,
        required=False,
        help_text=_("Number and title of the paper that decided it, where there is one."),
    )

    def __init__(self, *args, community, **kwargs):
        """Offer the other kinds."""
        super().__init__(*args, **kwargs)
        offered = [pair for pair in Kind.choices if pair[0] != community.kind]
        self.fields["kind"].choices = [("", "---------"), *offered]

    def clean(self):
        """Ask for the day of a change, drop it where there was none."""
        found = super().clean()
        how = found.pop("how", CHANGED)
        if how == WRONG:
            found["since"] = None
        elif not found.get("since") and "since" not in self.errors:
            self.add_error("since", _("Give the day from which it is of this kind."))
        return found


class MergeForm(PortalForm):
    """Which entry stays."""

    into = forms.CharField(
        label=_("public code of the entry that stays"), max_length=10, widget=CodeInput
    )
    note = forms.CharField(label=_("reason"), required=False, max_length=500)

    def __init__(self, *args, user, source, **kwargs):
        """Look among the compounds that `user` sees."""
        super().__init__(*args, **kwargs)
        self.user, self.source = user, source

    def clean_into(self):
        """Return the compound of the code."""
        rows = Community.objects.current().visible_to(self.user).exclude(pk=self.source.pk)
        found = search.by_reference(self.cleaned_data["into"], rows)
        if found is None:
            raise forms.ValidationError(_("No other compound in your area has this code."))
        return found
