"""The forms of companies."""

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from communities import credit_code
from communities.choices import CompanyAliasKind
from communities.companies import duplicates
from communities.forms import NamesField
from communities.models import PropertyCompany
from puyang_property.core.forms import CodeInput, PhoneInput, PortalForm, PortalModelForm

BY_HAND = (CompanyAliasKind.SHORT, CompanyAliasKind.SPELLING)


class CreditCodeField(forms.CharField):
    """A code as typed from a licence: blanks, hyphens and full-width characters are forgiven."""

    def __init__(self, **kwargs):
        """Leave room for blanks between the characters."""
        super().__init__(widget=CodeInput, max_length=40, **kwargs)

    def to_python(self, value):
        """Return the code in plain capitals."""
        return credit_code.tidy(super().to_python(value))


class CompanyForm(PortalModelForm):
    """The facts of a company."""

    aliases = NamesField(label=_("short names"))
    former_names = NamesField(
        label=_("former names"),
        help_text=_("Separate them by commas. The old name is kept when the name changes."),
    )
    credit_code = CreditCodeField(
        label=_("unified social credit code"),
        required=False,
        help_text=_("18 characters, as on the licence."),
    )

    class Meta:
        model = PropertyCompany
        fields = (
            *("name", "aliases", "former_names", "credit_code", "parent", "phone"),
            *("phone_consented_on", "address", "contact_post", "contact_phone"),
        )
        widgets = {"phone": PhoneInput, "contact_phone": PhoneInput}

    def __init__(self, *args, **kwargs):
        """Show the current further names; offer as parent who is no branch."""
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:  # whoever only reads gets no fields in the admin
            heads = PropertyCompany.objects.current().heads().exclude(pk=self.instance.pk)
            self.fields["parent"].queryset = heads.order_by("pinyin", "id")
        if self.instance.pk:
            names = self.instance.aliases.current()
            shown = {"aliases": names.filter(kind__in=BY_HAND)}
            shown["former_names"] = names.filter(kind=CompanyAliasKind.FORMER)
            for field, rows in shown.items():
                self.initial[field] = "、".join(rows.values_list("name", flat=True))


class CompanyAddForm(CompanyForm):
    """A new company; entries that look like the same one are shown before it is entered."""

    is_another = forms.BooleanField(
        label=_("It is another company: enter it all the same."), required=False
    )

    def __init__(self, *args, **kwargs):
        """Ask the question only of whoever was shown likely doubles."""
        super().__init__(*args, **kwargs)
        if "is_another" not in self.data:
            self.fields["is_another"].widget = forms.HiddenInput()

    def clean(self):
        """Refuse a likely double once, with links to what is there."""
        cleaned = super().clean()
        name = cleaned.get("name")
        if not name or cleaned.pop("is_another", False):
            return cleaned
        found = duplicates.likely(name, cleaned.get("credit_code", ""))
        if found:
            self.fields["is_another"].widget = forms.CheckboxInput()
            self.add_error("is_another", self._offer(found))
        return cleaned

    def _offer(self, found):
        links = format_html_join(
            "、", '<a href="{}">{}</a>', ((row.get_absolute_url(), row.name) for row in found)
        )
        return format_html("{} {}", _("Perhaps it is in the register already:"), links)


class CompanyMergeForm(PortalForm):
    """Which entry stays."""

    into = forms.ModelChoiceField(label=_("entry that stays"), queryset=None)
    note = forms.CharField(label=_("reason"), required=False, max_length=500)

    def __init__(self, *args, source, **kwargs):
        """Offer every other company, the likeliest first."""
        super().__init__(*args, **kwargs)
        rows = PropertyCompany.objects.current().exclude(pk=source.pk)
        self.fields["into"].queryset = rows.order_by("pinyin", "id")
        likely = duplicates.likely(source.name, but=source)
        if likely:
            self.initial.setdefault("into", likely[0].pk)
