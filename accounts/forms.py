"""Forms of the login and of one's own profile."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from puyang_property.core.forms import PortalForm, PortalFormMixin, PortalModelForm


class LoginForm(PortalFormMixin, AuthenticationForm):
    """User name and password."""

    error_messages = {
        "invalid_login": _("User name or password is wrong. Both are case-sensitive."),
        "inactive": _("User name or password is wrong. Both are case-sensitive."),
    }


class CodeForm(PortalForm):
    """The six digits of the authenticator."""

    code = forms.CharField(
        label=_("Six-digit code"),
        help_text=_("From the authenticator app on your phone. Each code serves once."),
        max_length=10,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )

    def clean_code(self):
        """Return the six digits without blanks."""
        code = "".join(self.cleaned_data["code"].split())
        if not (code.isascii() and code.isdigit() and len(code) == 6):
            raise forms.ValidationError(_("Enter the six digits."))
        return code


class PasswordForm(PortalFormMixin, PasswordChangeForm):
    """The old password and the new one twice."""

    def clean(self):
        """Refuse the old password as the new one."""
        cleaned = super().clean()
        if cleaned.get("new_password1") and (
            cleaned.get("new_password1") == cleaned.get("old_password")
        ):
            self.add_error("new_password1", _("Choose another password than the old one."))
        return cleaned


class ProfileForm(PortalModelForm):
    """What people say about themselves."""

    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    class Meta:
        model = User
        fields = ["language", "email"]
