"""Pages whose form shows a record that somebody else may change while it is open."""

from django.contrib import messages
from django.utils.html import format_html
from django.utils.translation import gettext as _

from puyang_property.core.bases import stale
from puyang_property.core.refusals import Refused


class Watching:
    """Compare what was typed with what the record says now; to stand before PostOnce.

    watched: the fields whose first value is the record's; None for all of the form.
    """

    watched = None
    comparison = None

    def get_form(self, form_class=None):
        """Return the form; one that was sent is compared with the record first."""
        form = super().get_form(form_class)
        if form.is_bound and self.is_watching:
            self.comparison = stale.settle(form, self.watched)
        return form

    def send(self, form, work):
        """Refuse to run `work` over a change that the sender has not seen."""

        def unless_stale():
            if self.comparison and self.comparison.conflicts:
                raise Refused(self.comparison.words)
            return work()

        answer = super().send(form, unless_stale)
        kept = self.comparison.kept if self.comparison else ()
        if kept and answer.status_code == 302:
            words = _("Someone else changed this meanwhile; it stays as they saved it: %s.")
            messages.info(self.request, words % "、".join(map(str, kept)))
        return answer

    def lock(self, record):
        """Read `record` anew under its lock, so that nobody saves between comparing and saving."""
        rows = type(record)._base_manager.select_for_update(no_key=True)
        record.refresh_from_db(from_queryset=rows)

    @property
    def is_watching(self):
        """Tell whether the form shows values that somebody else may change."""
        return self.watched is None or bool(self.watched)

    def get_context_data(self, **kwargs):
        """Add the comparison and, where there are conflicts, who saved last."""
        found = self.comparison or stale.Comparison()
        saved = stale.last_saved(self.get_record()) if found.conflicts else None
        context = super().get_context_data(comparison=found, saved=saved, **kwargs)
        if self.is_watching:
            context["hidden"] += self.version_of(context["form"])
        return context

    def get_record(self):
        """Return the record whose history tells who saved last."""
        return self.object

    def version_of(self, form):
        """Return the hidden input that says which values the page shows."""
        version = stale.sign_version(form, self.watched)
        return format_html('<input type="hidden" name="{}" value="{}">', stale.VERSION, version)
