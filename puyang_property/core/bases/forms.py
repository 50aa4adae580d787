"""Pages that make and change registers: sent once, never over someone else's change unseen."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.generic import CreateView, UpdateView

from puyang_property.core import history
from puyang_property.core.bases.posting import PostOnce
from puyang_property.core.bases.scope import ScopedPage
from puyang_property.core.bases.watching import Watching


class ScopedCreateView(PostOnce, ScopedPage, CreateView):
    """Make a row through `action(by=…, **cleaned_data)` or, without one, the form's save."""

    action = None
    template_name = "core/form.html"

    @property
    def title(self):
        """Return the heading of the page."""
        return _("Add: %s") % self.model._meta.verbose_name

    def get_cancel_url(self):
        """Return where to go without saving."""
        return "../"

    def get_permission(self):
        """Return the permission named here, else add of the model."""
        return self.permission or _default(self.model, "add")

    def post(self, request, *args, **kwargs):
        """Make the row, once."""
        self.object = None
        form = self.get_form()
        return self.send(form, lambda: self.work(form))

    def work(self, form):
        """Make the row, ask whether it lies where the maker may make one, and say where to go."""
        self.object = self.make(form)
        self.require(self.get_permission(), self.object)
        return self.get_success_url()

    def make(self, form):
        """Return the new row."""
        if self.action:
            return type(self).action(by=self.request.user, **form.cleaned_data)
        made = form.save()
        history.record(made, "created", by=self.request.user, changes=changes_of(form))
        return made


class ScopedUpdateView(Watching, PostOnce, ScopedPage, UpdateView):
    """Change a row; a change that someone else made meanwhile is shown beside what was typed."""

    action = None
    template_name = "core/form.html"

    def get_permission(self):
        """Return the permission named here, else change of the model."""
        return self.permission or _default(self.model, "change")

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        """Save under the row's lock unless somebody changed the same field meanwhile."""
        self.object = self.get_object(
            self.get_queryset().select_for_update(no_key=True, of=("self",))
        )
        form = self.get_form()
        return self.send(form, lambda: self.work(form))

    def work(self, form):
        """Save, ask whether the row still lies where the writer may write, say where to go."""
        if self.action:
            self.object.refresh_from_db()
            type(self).action(self.object, by=self.request.user, **form.cleaned_data)
        else:
            self.object = form.save()
            history.record(self.object, "changed", by=self.request.user, changes=changes_of(form))
        self.require(self.get_permission(), self.object)
        return self.get_success_url()

    @property
    def title(self):
        """Return the heading of the page."""
        return _("Change: %s") % self.object

    def get_cancel_url(self):
        """Return where to go without saving: the row's page."""
        return self.object.get_absolute_url()


def changes_of(form):
    """Return what history may keep of a form: codes, dates and numbers, free text only as named."""
    kept = {}
    for name in form.changed_data:
        value = form.cleaned_data.get(name)
        free = isinstance(value, str) and not getattr(form.fields[name], "choices", None)
        kept[name] = bool(value) if free else value
    return kept


def _default(model, verb):
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
