"""Forms of the admin that come back with everything typed when they cannot be saved now."""

from django.contrib import messages
from django.db import connection
from django.utils.translation import gettext as _

from puyang_property.core import returning
from puyang_property.core.bases import stale
from puyang_property.core.forms import bound_days
from puyang_property.core.refusals import Refused


class CheckedForm:
    """Compares itself with its record, and saves nothing where there is a reason against it."""

    request = None
    comparison = None

    def __init__(self, *args, **kwargs):
        """Compare a form that was sent for a record that exists."""
        super().__init__(*args, **kwargs)
        bound_days(self)
        if self.is_bound and self.instance.pk:
            self.comparison = stale.settle(self)
            self.request.portal_kept = self.comparison.kept

    def clean(self):
        """Add the reasons against saving now."""
        cleaned = super().clean()
        for words in self._reasons():
            self.add_error(None, words)
        return cleaned

    def _reasons(self):
        if self.comparison and self.comparison.conflicts:
            yield self.comparison.words
        if getattr(self.request, "portal_refusal", ""):
            yield self.request.portal_refusal
        if returning.is_shown_again(self.request):
            yield _("Nothing was saved yet: check what you typed, then save.")


class CheckedAdmin:
    """Add and change pages of the admin that lose nothing of what was typed."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form, made to check itself; fields shown read-only are left out."""
        base = kwargs.get("form", self.form)
        shown = self.get_readonly_fields(request, obj)
        left_out = dict.fromkeys(name for name in shown if name in base.declared_fields)
        kwargs["form"] = type(base)(
            base.__name__, (CheckedForm, base), {"request": request, **left_out}
        )
        return super().get_form(request, obj, change=change, **kwargs)

    def get_object(self, request, object_id, from_field=None):
        """Return the row; one that is to be saved is read under its lock."""
        found = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST" and connection.in_atomic_block:
            rows = self.model._base_manager.select_for_update(no_key=True)
            found.refresh_from_db(from_queryset=rows)
        return found

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the form with the words of a refusal, everything typed still in it."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            request.portal_refusal = str(refusal)
            return super().changeform_view(request, object_id, form_url, extra_context)

    @returning.shows_again
    def add_view(self, request, form_url="", extra_context=None):
        """Add a row."""
        return super().add_view(request, form_url, extra_context)

    @returning.shows_again
    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Change a row."""
        return super().change_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Add the comparison and the version of the row; a stale form answers 409."""
        form = context["adminform"].form
        found = getattr(form, "comparison", None) or stale.Comparison()
        context |= {
            "comparison": found,
            "saved": stale.last_saved(obj) if found.conflicts else None,
            "version": stale.sign_version(form) if change and form.fields else "",
            "version_name": stale.VERSION,
        }
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if found.conflicts:
            response.status_code = Refused.status
        return response

    def response_change(self, request, obj):
        """Say which fields stay as somebody else saved them."""
        kept = getattr(request, "portal_kept", ())
        if kept:
            words = _("Someone else changed this meanwhile; it stays as they saved it: %s.")
            messages.info(request, words % "、".join(map(str, kept)))
        return super().response_change(request, obj)
