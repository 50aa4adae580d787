"""How every form of the portal is drawn, and the few widgets it needs beyond Django's."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

SELECTED = mark_safe(" selected")


class PortalRenderer(TemplatesSetting):
    """Draw forms with the portal's own components: label, help, error, fieldset."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class DayInput(forms.DateInput):
    """The browser's own date picker; always speaks ISO 8601."""

    input_type = "date"

    def __init__(self, attrs=None):
        """Fix the format that `type=date` demands."""
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own date and time picker, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        """Fix the format that `type=datetime-local` demands."""
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class PhoneInput(forms.TextInput):
    """A telephone number: number pad on phones, filled in by the browser."""

    input_type = "tel"

    def __init__(self, attrs=None):
        """Add the hints for keyboards and password managers."""
        super().__init__(attrs={"inputmode": "tel", "autocomplete": "tel", **(attrs or {})})


class CodeInput(forms.TextInput):
    """A number or code copied from a receipt: no autocorrection, no capitals forced."""

    def __init__(self, attrs=None):
        """Switch off what keyboards do to words."""
        quiet = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(attrs={**quiet, **(attrs or {})})


class PlainSelect(forms.Select):
    """A select without groups, drawn in one go: a template for each option costs more than a row.

    For bars of filters, which stand on every page of a list.
    """

    def render(self, name, value, attrs=None, renderer=None):
        """Return the HTML; `choices` are pairs."""
        chosen = set(self.format_value(value))
        pairs = [("" if key is None else str(key), label) for key, label in self.choices]
        marks = ((key, SELECTED if key in chosen else "", label) for key, label in pairs)
        options = format_html_join("\n", '<option value="{}"{}>{}</option>', marks)
        around = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return format_html("<select{}>{}</select>", around, options)


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploaded files; `limit` is the greatest number accepted."""

    widget = FilesInput

    default_error_messages = {"limit": _("Send no more than %(limit)d files.")}

    def __init__(self, *, limit=6, **kwargs):
        """Keep `limit`; a FileField's arguments follow."""
        self.limit = limit
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        """Return the cleaned files as a list; raise ValidationError for one bad or one too many."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > self.limit:
            raise forms.ValidationError(
                self.error_messages["limit"], code="limit", params={"limit": self.limit}
            )
        if not given:
            super().clean(None, initial)
            return []
        return [super(FilesField, self).clean(item, initial) for item in given]


FIRST_YEAR, LAST_YEAR = 1901, 2199  # beyond them clocks and calendars cannot count


def sensible_day(day):
    """Refuse a day that no clock can count from: nearly always a slip of the keyboard."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(
            _("Check the year: %(year)d cannot be meant."), params={"year": day.year}
        )


def bound_days(form):
    """Let every day and moment of `form` be a sensible one."""
    for field in form.fields.values():
        if isinstance(field, forms.DateField | forms.DateTimeField):
            field.validators = [*field.validators, sensible_day]


class PortalFormMixin:
    """What every form shares: no colon after labels, dates by the browser's picker."""

    def __init__(self, *args, **kwargs):
        """Build the form, then swap plain date boxes for pickers."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _use_picker(field)
            # a model's default of today would put a second, hidden box with the same description
            field.show_hidden_initial = False
        bound_days(self)


class PortalForm(PortalFormMixin, forms.Form):
    """A form drawn by the portal."""


class PortalModelForm(PortalFormMixin, forms.ModelForm):
    """A model form drawn by the portal."""


def _use_picker(field):
    """Give a date or moment field with Django's plain text box the browser's picker."""
    picker = {forms.DateInput: DayInput, forms.DateTimeInput: MomentInput}.get(type(field.widget))
    if picker:
        attrs = field.widget.attrs
        field.widget = picker(attrs={k: v for k, v in attrs.items() if k != "type"})
