"""Admin classes: scoped by area, guarded fields read-only, one history, logged exports."""

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from puyang_property.core import exports, history
from puyang_property.core.bases.admin_forms import CheckedAdmin
from puyang_property.core.bases.event_words import described
from puyang_property.core.bases.forms import changes_of
from puyang_property.core.bases.scope import scoped_model
from puyang_property.core.pagination import BoundedPaginator
from puyang_property.core.querysets import view_permission
from puyang_property.core.refusals import Refused


def never_required(initial):
    """Answer for a widget that shows no choice before somebody searches."""
    return False


class Rows(ChangeList):
    """The list of a register; a year that no calendar has is a wrong address, not a fault."""

    def get_filters(self, request):
        """Read the filters of the address."""
        try:
            return super().get_filters(request)
        except (OverflowError, ValueError) as error:
            raise IncorrectLookupParameters from error


class ScopedModelAdmin(CheckedAdmin, admin.ModelAdmin):
    """The admin of a governed noun.

    guarded: fields that only verbs write; governed: rows are never deleted here;
    export_columns: offered as CSV and Excel actions; verbs: verb_action(…) on selected rows;
    event_names: what the history page calls events, by name.
    """

    guarded = ()
    governed = True
    export_columns = ()
    verbs = ()
    event_names = {}
    empty_value_display = "—"
    show_full_result_count = False
    paginator = BoundedPaginator

    def __init__(self, model, admin_site):
        """Refuse a model that cannot say who may see it."""
        scoped_model(type(self), model)
        super().__init__(model, admin_site)

    # -- who sees and does what
    def get_queryset(self, request):
        """Return the rows that the reader may see."""
        rows = self.model._default_manager.visible_to(request.user)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_changelist(self, request, **kwargs):
        """Return the list that reads odd addresses as wrong ones."""
        return Rows

    def has_view_permission(self, request, obj=None):
        """Ask the reader's posts for the row, or for anywhere."""
        return request.user.has_perm(view_permission(self.model), obj)

    def has_change_permission(self, request, obj=None):
        """Ask the reader's posts for the row, or for anywhere."""
        return request.user.has_perm(self._name("change"), obj)

    def has_add_permission(self, request):
        """Ask whether the reader may add anywhere; where, is asked on saving."""
        return request.user.has_perm(self._name("add"))

    def may_add(self, request, obj):
        """Ask the reader's posts whether `obj` lies where they may add."""
        return request.user.has_perm(self._name("add"), obj)

    def has_delete_permission(self, request, obj=None):
        """Never delete a governed row."""
        return not self.governed and request.user.has_perm(self._name("delete"), obj)

    def has_module_permission(self, request):
        """Show the room to whoever may see something in it."""
        return self.has_view_permission(request) or self.has_add_permission(request)

    def _name(self, verb):
        return f"{self.opts.app_label}.{verb}_{self.opts.model_name}"

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Answer 404 for a row that is not there or not theirs, as everywhere else."""
        raise Http404

    def get_readonly_fields(self, request, obj=None):
        """Return the guarded fields, the state always among them."""
        fields = {field.name for field in self.opts.get_fields()}
        always = [name for name in ("state", *self.guarded) if name in fields]
        return [*dict.fromkeys([*super().get_readonly_fields(request, obj), *always])]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer only rows that the writer may see."""
        manager = db_field.remote_field.model._default_manager
        if "queryset" not in kwargs and hasattr(manager.none(), "visible_to"):
            kwargs["queryset"] = manager.visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def lookup_allowed(self, lookup, value, request=None):
        """Filter only by what the list offers: of any other field an address could ask letter
        after letter, of the hash of a password too.
        """
        named = (self.date_hierarchy or "", *map(_filtered_by, self.list_filter))
        offered = any(lookup == name or lookup.startswith(f"{name}__") for name in named if name)
        return offered and super().lookup_allowed(lookup, value, request)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Return the field; a search box cannot be `required` in HTML: its choices come later."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field.widget, "widget", None) if field else None, AutocompleteSelect):
            field.widget.use_required_attribute = never_required
        return field

    # -- one history
    def save_model(self, request, obj, form, change):
        """Save, refuse a row outside the writer's areas, and write one history row."""
        super().save_model(request, obj, form, change)
        may = self.has_change_permission(request, obj) if change else self.may_add(request, obj)
        if not may:
            raise PermissionDenied(_("This place is not in your area."))
        name = "changed" if change else "created"
        history.record(obj, name, by=request.user, changes=changes_of(form))

    def log_addition(self, request, obj, message):
        """Leave it to history."""

    def log_change(self, request, obj, message):
        """Leave it to history."""

    def history_view(self, request, object_id, extra_context=None):
        """Show the record's events, who and when."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %s") % obj,
            "events": described(
                history.of(obj).select_related("user", "post__area"), obj, self.event_names
            ),
            "object": obj,
            "opts": self.opts,
            "module_name": str(self.opts.verbose_name_plural),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/event_history.html", context)

    # -- actions
    def get_actions(self, request):
        """Return verbs that the reader holds and the exports; no bulk delete of governed rows."""
        actions = super().get_actions(request)
        if self.governed:
            actions.pop("delete_selected", None)
        if request.GET.get("_popup"):
            return {}
        held = [verb for verb in self.verbs if request.user.has_perm(verb.permission)]
        offered = [*held, *([export_csv, export_xlsx] if self.export_columns else [])]
        for action in offered:
            name = action.__name__
            actions[name] = (action, name, action.short_description)
        return actions

    def export(self, request, queryset, kind):
        """Send the selected rows as a file and log who took them."""
        return exports.WRITERS[kind](
            queryset,
            self.export_columns,
            filename=str(self.opts.verbose_name_plural),
            by=request.user,
            request=request,
        )


def _filtered_by(filtered):
    """Return what a filter of a list is called in the address."""
    name = filtered[0] if isinstance(filtered, tuple) else filtered
    return name if isinstance(name, str) else name.parameter_name


@admin.action(description=gettext_lazy("Export as CSV"))
def export_csv(modeladmin, request, queryset):
    """Export the selected rows as CSV."""
    return modeladmin.export(request, queryset, "csv")


@admin.action(description=gettext_lazy("Export as Excel"))
def export_xlsx(modeladmin, request, queryset):
    """Export the selected rows as Excel."""
    return modeladmin.export(request, queryset, "xlsx")


def verb_action(transition, action):
    """Return an admin action that runs `action(record, by=…)` on each selected record."""

    def run(modeladmin, request, queryset):
        done = 0
        for record in queryset:
            try:
                action(record, by=request.user)
                done += 1
            except (Refused, PermissionDenied, ValidationError) as refusal:
                messages.warning(request, f"{record}: {_words(refusal)}")
        if done:
            text = ngettext("%(n)d record: %(verb)s.", "%(n)d records: %(verb)s.", done)
            messages.success(request, text % {"n": done, "verb": transition.label})

    run.__name__ = transition.slug
    run.short_description = transition.label
    run.permission = transition.permission
    return run


def _words(refusal):
    if isinstance(refusal, ValidationError):
        return " ".join(refusal.messages)
    return str(refusal) or _("Not allowed")
