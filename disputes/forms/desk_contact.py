"""Why somebody needs the contact details."""

from django import forms
from django.utils.translation import gettext_lazy as _

from puyang_property.core.forms import PortalForm


class RevealForm(PortalForm):
    """The reason; the resident reads it beside the office."""

    reason = forms.CharField(
        label=_("reason"),
        min_length=2,
        max_length=200,
        help_text=_(
            "For example: call the resident about the visit. It is kept with your name; the "
            "resident reads the reason and your office."
        ),
        widget=forms.TextInput({"autofocus": True}),
    )
