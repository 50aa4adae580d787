"""Forms of the clerk's first decisions."""

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from disputes import people
from disputes.choices import RefusalReason
from disputes.duplicates import likely_same
from disputes.models import Dispute
from puyang_property.core.forms import PortalForm

LONGEST = 10_000


def words(label, *, rows=5, required=True, **options):
    """Return a field for a text of some sentences."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=options.pop("max_length", 4000),
        widget=forms.Textarea({"rows": rows}),
        **options,
    )


class CaseForm(PortalForm):
    """A form about one case for one member of staff."""

    def __init__(self, *args, dispute, user, **kwargs):
        """Keep case and user for the choices."""
        self.dispute, self.user = dispute, user
        super().__init__(*args, **kwargs)


class NoteForm(CaseForm):
    """A step that needs no more than a word."""

    note = words(
        _("note"),
        rows=3,
        required=False,
        help_text=_("For the file. The resident does not see it."),
    )


class RefuseForm(CaseForm):
    """Why not, and where to go instead."""

    reason = forms.ChoiceField(label=_("reason"), choices=RefusalReason.choices)
    note = words(
        _("text to the resident: where to go instead"),
        rows=8,
        help_text=_("The resident reads exactly this. Name the body, its address or telephone."),
    )


class ReferForm(CaseForm):
    """To which office, and why."""

    to_post = forms.ModelChoiceField(label=_("office in charge"), queryset=None)
    reason = words(_("why that office is competent"), rows=4)

    def __init__(self, *args, **kwargs):
        """Offer the offices by district."""
        super().__init__(*args, **kwargs)
        field = self.fields["to_post"]
        field.queryset = people.offices_for(self.dispute)
        field.choices = [("", "---------"), *_by_district(field.queryset)]


def _by_district(posts):
    """Return the posts as groups of choices, one group for each district."""
    groups = {}
    for post in posts:
        above = post.area.parent if post.area.path.count("/") > 2 else post.area
        groups.setdefault(str(above), []).append((post.pk, str(post)))
    return list(groups.items())


class SendBackForm(CaseForm):
    """Why this office is not competent."""

    reason = words(_("why your office is not competent"), rows=4)


class AssignForm(CaseForm):
    """Who handles the case."""

    handler = forms.ModelChoiceField(
        label=_("handler"), queryset=None, help_text=_("People whose post handles cases here.")
    )

    def __init__(self, *args, **kwargs):
        """Offer the people whose post handles cases here."""
        super().__init__(*args, **kwargs)
        found = people.people_with("disputes.reply_dispute", self.dispute)
        self.fields["handler"].queryset = found
        self.initial.setdefault("handler", self.dispute.handler_id)


class InternalNoteForm(CaseForm):
    """A note that stays inside."""

    text = words(_("internal note"), max_length=LONGEST)


class WriteForm(CaseForm):
    """A text to a resident."""

    complaint = forms.ModelChoiceField(label=_("to the resident of"), queryset=None)
    text = words(_("text to the resident"), rows=7, max_length=LONGEST)

    def __init__(self, *args, **kwargs):
        """Offer the complaints of the case; a single one is chosen already."""
        super().__init__(*args, **kwargs)
        one_complaint(self, self.dispute.complaints.order_by("pk"))


def one_complaint(form, complaints):
    """Offer `complaints` in the form's field `complaint`; hide the choice where there is none."""
    field = form.fields["complaint"]
    field.queryset = complaints
    found = list(complaints[:2])
    if len(found) == 1:
        field.initial = found[0].pk
        field.widget = forms.HiddenInput()
    else:
        field.empty_label = None


class SummaryForm(CaseForm):
    """The words that company and public may read."""

    summary = words(
        _("summary to release"),
        help_text=_("Without names, telephone numbers and house numbers: others will read it."),
    )


class TakeOutForm(CaseForm):
    """Which complaint is another matter, and why."""

    complaint = forms.ModelChoiceField(
        label=_("complaint"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )
    note = words(
        _("why it is another matter"),
        rows=3,
        help_text=_("For the file. The resident does not see it."),
    )

    def __init__(self, *args, **kwargs):
        """Offer the complaints of the case, with what each is about."""
        super().__init__(*args, **kwargs)
        field = self.fields["complaint"]
        field.queryset = self.dispute.complaints.order_by("pk")
        field.label_from_instance = lambda one: f"{one.number} · {shortened(one.description)}"


def shortened(text):
    """Return the first words of a text, enough to know it by."""
    return Truncator(" ".join(text.split())).chars(60)


class MergeForm(CaseForm):
    """Into which case: a likely one, or any other by its number."""

    likely = forms.ChoiceField(
        label=_("likely the same matter"), required=False, widget=forms.RadioSelect
    )
    number = forms.CharField(label=_("or the number of another case"), required=False)
    note = words(_("note"), rows=3, required=False)

    def __init__(self, *args, **kwargs):
        """Offer the likely duplicates that are still open."""
        super().__init__(*args, **kwargs)
        seen = Dispute.objects.visible_to(self.user)
        hits = [hit for hit in likely_same(self.dispute, seen) if hit.dispute.is_open]
        self.fields["likely"].choices = [
            (hit.dispute.number, f"{hit.dispute.number} · {hit.dispute.title} · {hit.percent} %")
            for hit in hits
        ]
        if not hits:
            del self.fields["likely"]

    def clean(self):
        """Put the case that was chosen into `into`."""
        data = super().clean()
        number = (data.pop("number", "") or data.get("likely", "")).strip().upper()
        data.pop("likely", None)
        if not number:
            raise forms.ValidationError(_("Choose a case or enter its number."))
        seen = Dispute.objects.visible_to(self.user)
        data["into"] = (
            seen.filter(number=number).first() or seen.filter(complaints__number=number).first()
        )
        if data["into"] is None:
            self.add_error("number", _("There is no case with this number in your area."))
        return data
