"""The forms of published information, notices and contacts."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.forms import AreaField
from communities.models import Contact, Publication, PublicNotice
from puyang_property.core.files import DocumentField
from puyang_property.core.forms import DayInput, PhoneInput, PortalForm, PortalModelForm

LOOKED = _("I have read it: it names no private person and may be read by everybody")


class ReasonForm(PortalForm):
    """A step that needs its reason."""

    note = forms.CharField(label=_("reason"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class RecordForm(PortalModelForm):
    """What was shown in the compound, where and when."""

    document = DocumentField(label=_("document or photo of it"), required=False)
    looked = forms.BooleanField(label=LOOKED, required=False)
    field_order = ("group", "published_on", "site", "text", "document", "document_is_public")

    class Meta:
        model = Publication
        fields = (
            *("group", "published_on", "site", "text", "document_is_public"),
            *("period_from", "period_to", "valid_until"),
        )
        widgets = {"text": forms.Textarea({"rows": 5})}

    def __init__(self, *args, **kwargs):
        """Take today for the day, and leave to the setting how long it counts."""
        super().__init__(*args, **kwargs)
        self.fields["published_on"].initial = timezone.localdate
        self.fields["valid_until"].required = False
        self.fields["valid_until"].help_text = _("Leave it empty to count by the setting.")

    def clean(self):
        """Ask whoever shows a text or document to everybody whether it was read."""
        cleaned = super().clean()
        looked = cleaned.pop("looked", False)
        if not looked and (cleaned.get("text") or cleaned.get("document_is_public")):
            self.add_error("looked", self.fields["looked"].error_messages["required"])
        return cleaned


class NoticeForm(PortalModelForm):
    """A public notice."""

    document = DocumentField(
        required=False, help_text=_("A new document takes the place of the one before.")
    )
    field_order = ("kind", "title", "text", "from_on", "to_on", "document", "document_is_public")

    class Meta:
        model = PublicNotice
        fields = ("kind", "title", "text", "from_on", "to_on", "document_is_public")
        widgets = {"text": forms.Textarea({"rows": 8})}


class NoticeAddForm(NoticeForm):
    """A public notice for an area and everything in it."""

    area = AreaField()
    field_order = ("area", *NoticeForm.field_order)

    def __init__(self, *args, user, **kwargs):
        """Offer the areas where `user` may announce something."""
        super().__init__(*args, **kwargs)
        self.fields["area"].offer(user, "communities.draft_publicnotice")


class PublishForm(PortalForm):
    """The last look before everybody reads it."""

    looked = forms.BooleanField(label=LOOKED)
    note = forms.CharField(label=_("note"), required=False, max_length=500)


class ContactForm(PortalModelForm):
    """Whom to call."""

    class Meta:
        model = Contact
        fields = (
            *("kind", "name", "phone", "hours", "is_public", "consented_on"),
            *("from_on", "to_on"),
        )
        widgets = {"phone": PhoneInput({"autocomplete": "off"})}
        labels = {"is_public": _("show it to the public")}


class ContactAddForm(ContactForm):
    """Whom to call in an area and everything in it."""

    area = AreaField()
    field_order = ("area", *ContactForm.Meta.fields)

    def __init__(self, *args, user, **kwargs):
        """Offer the areas where `user` may keep contacts."""
        super().__init__(*args, **kwargs)
        self.fields["area"].offer(user, "communities.keep_contact")


class EndForm(PortalForm):
    """The last day of a contact."""

    on = forms.DateField(label=_("last day"), initial=timezone.localdate, widget=DayInput)
    note = forms.CharField(label=_("note"), required=False, max_length=500)
