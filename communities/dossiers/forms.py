"""The forms of dossiers."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Post
from communities.dossiers.choices import Answer
from communities.offices import KEEPERS
from puyang_property.core import files
from puyang_property.core.forms import PortalForm


class RecordForm(PortalForm):
    """That the paper is there, or why it is not needed."""

    answer = forms.ChoiceField(
        label=_("answer"), choices=Answer, initial=Answer.PRESENT, widget=forms.RadioSelect
    )
    on = forms.DateField(label=_("date of the paper"), required=False)
    note = forms.CharField(
        label=_("note"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Number of the paper and where it is kept, or why it does not apply."),
    )
    paper = files.DocumentField(label=_("scan or photo of the paper"), required=False)

    def __init__(self, *args, item, **kwargs):
        """Offer only “not applicable” for what the register shows by itself."""
        super().__init__(*args, **kwargs)
        if item.fact:
            self.fields["answer"].choices = [(Answer.NOT_APPLICABLE, Answer.NOT_APPLICABLE.label)]
            self.fields["answer"].initial = Answer.NOT_APPLICABLE
            self.fields["note"].required = True


class ReasonForm(PortalForm):
    """A step that needs its reason."""

    note = forms.CharField(label=_("reason"), max_length=500, widget=forms.Textarea({"rows": 3}))


class AskForm(PortalForm):
    """Until when it is asked for, and which office watches over it."""

    until = forms.DateField(label=pgettext_lazy("request", "until"))
    responsible = forms.ModelChoiceField(
        label=_("responsible office"),
        queryset=Post.objects.none(),
        help_text=_("It is reminded until the paper arrives."),
    )
    note = forms.CharField(
        label=_("note"), required=False, max_length=500, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args, community, **kwargs):
        """Offer the offices in charge of the compound, the nearest first."""
        super().__init__(*args, **kwargs)
        path = community.area_path
        above = ["/".join(path.split("/")[:end]) + "/" for end in range(1, path.count("/") + 1)]
        offices = Post.objects.filter(role__in=KEEPERS, area__path__in=above)
        offices = offices.select_related("area").order_by("-area__path")
        self.fields["responsible"].queryset = offices
        self.fields["responsible"].initial = offices.first()

    def clean_until(self):
        """Refuse a day that is over."""
        until = self.cleaned_data["until"]
        if until < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return until
