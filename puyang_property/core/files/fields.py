"""Form fields for uploads: refuse early, in words, what could not be used."""

from django import forms
from django.utils.translation import gettext_lazy as _

from puyang_property.core.files.kinds import ACCEPT_PICTURES, LIMITS, PDF, content_type
from puyang_property.core.files.uploads import is_lost
from puyang_property.core.forms import FilesField, FilesInput

NAME_LENGTH = 200


def _check(upload, *, pdf=False):
    """Check one upload, and note its type by content on it."""
    upload.content_type = content_type(upload, pdf=pdf)
    return upload


class PhotosField(FilesField):
    """Up to six photos from a phone; cleaned to a list.

    A form that is worth more than its photos goes on `without_lost` ones and says so itself.
    """

    def __init__(self, *, max_files=LIMITS.photos, without_lost=False, **kwargs):
        """Offer only pictures in the file dialogue."""
        self.without_lost = without_lost
        kwargs.setdefault("label", _("photos"))
        kwargs.setdefault("widget", FilesInput(attrs={"accept": ACCEPT_PICTURES}))
        super().__init__(limit=max_files, **kwargs)

    def clean(self, data, initial=None):
        """Return the photos; raise ValidationError naming every one that cannot be used."""
        uploads, errors = super().clean(data, initial), []
        if self.without_lost:
            uploads = [upload for upload in uploads if not is_lost(upload)]
        for upload in uploads:
            try:
                _check(upload)
            except forms.ValidationError as error:
                errors.append(error)
        if errors:
            raise forms.ValidationError(errors)
        return uploads


class DocumentField(forms.FileField):
    """One picture or PDF, for staff."""

    def __init__(self, **kwargs):
        """Offer pictures and PDF in the file dialogue."""
        kwargs.setdefault("label", _("file"))
        accept = f"{ACCEPT_PICTURES},{PDF}"
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": accept}))
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        """Return the upload; raise ValidationError when it cannot be used."""
        upload = super().clean(data, initial)
        return _check(upload, pdf=True) if upload else upload
