"""Forms about the clock: stop it, lengthen it, decide on either."""

from django import forms
from django.utils.translation import gettext_lazy as _

from disputes.actions.clocks import EXTENDABLE
from disputes.forms.desk_triage import CaseForm, words
from puyang_property.core import clock


class ReasonForm(CaseForm):
    """A reason, no more."""

    reason = words(_("reason"), rows=4)


class ExtensionForm(CaseForm):
    """Which clock, how much longer, why."""

    kind = forms.ChoiceField(label=_("which date"))
    length = forms.IntegerField(
        label=_("how much longer"),
        min_value=1,
        max_value=400,
        help_text=_("In the unit of that date: working days, days or months."),
    )
    reason = words(_("reason"), rows=4)

    def __init__(self, *args, **kwargs):
        """Offer the clocks that run and can be lengthened."""
        super().__init__(*args, **kwargs)
        running = clock.open_for(self.dispute).filter(kind__in=EXTENDABLE, suspended_at=None)
        self.fields["kind"].choices = [
            (each.kind, f"{each.label} · {each.due_on.isoformat()} · {each.get_unit_display()}")
            for each in running
        ]


class DecideForm(CaseForm):
    """Granted or denied; a denial says why."""

    granted = forms.TypedChoiceField(
        label=_("decision"),
        choices=[("yes", _("grant")), ("no", _("deny"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = words(_("note"), rows=3, required=False, help_text=_("A denial needs its reason."))
