"""Forms of the mediation: parties, sessions, agreement, performance."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disputes import people
from disputes.choices import (
    AgreementForm,
    Consent,
    MediationOutcome,
    NoticeWay,
    PartyRole,
    Presence,
)
from disputes.forms.desk_triage import LONGEST, CaseForm, words
from puyang_property.core import secrecy
from puyang_property.core.forms import PortalForm

MEDIATE = "disputes.mediate_dispute"


def mediators(dispute, *, without=None):
    """Return who can mediate in the case."""
    found = people.people_with(MEDIATE, dispute)
    return found.exclude(pk=without.pk) if without else found


class PartyForm(PortalForm):
    """One side."""

    role = forms.ChoiceField(label=_("role"), choices=PartyRole.choices)
    name = forms.CharField(label=_("name"), max_length=100)
    phone = secrecy.PhoneField(required=False, label=_("telephone"))
    consent = forms.ChoiceField(
        label=_("word on mediation"), choices=Consent.choices, initial=Consent.ASKED
    )


class PartyRowForm(PartyForm):
    """One side among several; a row without a name is left out."""

    name = forms.CharField(label=_("name"), max_length=100, required=False)

    def has_changed(self):
        """Tell whether anybody was named: role and word are always there."""
        return bool(self.data.get(self.add_prefix("name"), "").strip())


class Parties(forms.BaseFormSet):
    """At least two sides."""

    def clean(self):
        """Refuse fewer than two."""
        if any(self.errors):
            return
        if len(self.named()) < 2:
            raise ValidationError(_("Name at least two parties."))

    def named(self):
        """Return the cleaned data of the rows that name somebody."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]


PartySet = formset_factory(PartyRowForm, formset=Parties, extra=0, max_num=12, absolute_max=12)


class StartForm(CaseForm):
    """Who mediates, in public or not."""

    mediator = forms.ModelChoiceField(label=_("mediator"), queryset=None)
    is_public = forms.BooleanField(label=_("in public session"), required=False)
    note = words(_("note"), rows=2, required=False)

    def __init__(self, *args, **kwargs):
        """Offer the mediators of the area; the reader first when among them."""
        super().__init__(*args, **kwargs)
        found = mediators(self.dispute)
        self.fields["mediator"].queryset = found
        if self.user in found:
            self.initial.setdefault("mediator", self.user.pk)


class ConsentForm(PortalForm):
    """What a party says."""

    consent = forms.ChoiceField(
        label=_("word on mediation"), choices=Consent.choices, widget=forms.RadioSelect
    )


class RecuseForm(CaseForm):
    """Who follows, and why."""

    follower = forms.ModelChoiceField(label=_("mediator who follows"), queryset=None)
    reason = words(_("reason"), rows=3)

    def __init__(self, *args, mediation, **kwargs):
        """Offer the other mediators of the area."""
        super().__init__(*args, **kwargs)
        self.fields["follower"].queryset = mediators(self.dispute, without=mediation.mediator)


class SessionForm(PortalForm):
    """When and where."""

    planned_at = forms.DateTimeField(label=_("day and time"))
    place = forms.CharField(label=_("place"), max_length=200)


class NoticeForm(PortalForm):
    """Which party was invited, how and when."""

    party = forms.ModelChoiceField(label=_("party"), queryset=None, empty_label=None)
    way = forms.ChoiceField(label=_("how"), choices=NoticeWay.choices, initial=NoticeWay.PHONE)
    served_at = forms.DateTimeField(
        label=_("when"), required=False, help_text=_("Leave empty for now.")
    )

    def __init__(self, *args, session, **kwargs):
        """Offer the parties that have no notice of this session yet."""
        super().__init__(*args, **kwargs)
        waiting = session.mediation.parties.exclude(notices__session=session)
        choose_party(self.fields["party"], waiting)


def choose_party(field, parties):
    """Offer `parties` in `field`, recognisable without showing a name in full."""
    field.queryset = parties
    field.label_from_instance = party_label


def party_label(party):
    """Return role and masked name of a party; an organisation's name is no secret."""
    return f"{party.get_role_display()} {party.shown_name}"


class HoldForm(PortalForm):
    """Minutes, and for each party whether it came."""

    held_at = forms.DateTimeField(
        label=_("held at"), required=False, help_text=_("Leave empty for now.")
    )
    minutes = words(_("minutes"), rows=10, max_length=LONGEST)

    def __init__(self, *args, session, **kwargs):
        """Add a choice for each party."""
        super().__init__(*args, **kwargs)
        self.parties = {f"presence_{p.pk}": p for p in session.mediation.parties.all()}
        for name, party in self.parties.items():
            self.fields[name] = forms.ChoiceField(
                label=party_label(party), choices=Presence.choices, widget=forms.RadioSelect
            )

    def clean(self):
        """Gather who came into `presences`."""
        data = super().clean()
        came = {party: data.pop(name, None) for name, party in self.parties.items()}
        data["presences"] = {party: presence for party, presence in came.items() if presence}
        return data

    def clean_held_at(self):
        """Refuse a moment that is still to come."""
        moment = self.cleaned_data["held_at"]
        if moment and moment > timezone.now():
            raise ValidationError(_("The session cannot have been held in the future."))
        return moment


class AgreeForm(CaseForm):
    """What was agreed as a whole; the clauses come in rows below."""

    form = forms.ChoiceField(
        label=_("form"), choices=AgreementForm.choices, widget=forms.RadioSelect
    )
    facts = words(_("facts and responsibilities"), rows=6, max_length=LONGEST)
    effective_on = forms.DateField(
        label=_("effective on"), help_text=_("The 30 days for judicial confirmation run from here.")
    )


class ClauseForm(PortalForm):
    """One promise; a row without words is left out."""

    performer = forms.ModelChoiceField(label=_("who"), queryset=None, empty_label=None)
    text = forms.CharField(
        label=_("does what"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )
    due_on = forms.DateField(label=_("by"), required=False)

    def __init__(self, *args, mediation, **kwargs):
        """Offer the parties as performers."""
        super().__init__(*args, **kwargs)
        choose_party(self.fields["performer"], mediation.parties.all())

    def has_changed(self):
        """Tell whether a promise was written."""
        typed = (self.data.get(self.add_prefix(name), "").strip() for name in ("text", "due_on"))
        return any(typed)

    def clean(self):
        """A promise needs words and a day."""
        data = super().clean()
        if self.has_changed():
            for name in ("text", "due_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("A clause needs words and a day."))
        return data


class Clauses(forms.BaseFormSet):
    """At least one promise."""

    def clean(self):
        """Refuse none."""
        if not any(self.errors) and not self.written():
            raise ValidationError(_("Write at least one clause: who does what by when."))

    def written(self):
        """Return the cleaned data of the rows that promise something."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]


ClauseSet = formset_factory(ClauseForm, formset=Clauses, extra=0, max_num=20, absolute_max=20)


class EndForm(CaseForm):
    """How it ended, and the other ways, explained to the residents."""

    outcome = forms.ChoiceField(
        label=_("how it ended"),
        choices=[
            (choice.value, choice.label)
            for choice in (MediationOutcome.NO_AGREEMENT, MediationOutcome.PARTY_LEFT)
        ],
        widget=forms.RadioSelect,
        initial=MediationOutcome.NO_AGREEMENT,
    )
    note = words(
        _("text to the residents: the other ways"),
        rows=8,
        help_text=_("People's Mediation Law, Art. 26. The residents read exactly this."),
    )


class DayForm(PortalForm):
    """One day, today unless told otherwise."""

    on = forms.DateField(label=_("on"))

    def clean_on(self):
        """Refuse a day that is still to come."""
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day lies in the future."))
        return day


class PerformForm(DayForm):
    """When a clause was performed, and the proof."""

    proof_note = words(_("proof"), rows=3, required=False)


class BreakForm(PortalForm):
    """How it is known that a clause was not performed."""

    proof_note = words(_("how you know that it was not performed"), rows=3)
