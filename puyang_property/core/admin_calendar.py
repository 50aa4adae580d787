"""The calendar in the admin: a change shows first whom it moves."""

from copy import copy

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_protect

from puyang_property.core import calendar_notice, clock, history
from puyang_property.core.bases.admin import ScopedModelAdmin
from puyang_property.core.calendar import current_calendar
from puyang_property.core.models.calendar import CalendarDay, CalendarYear
from puyang_property.core.returning import is_sent

SHOWN = 200
EXAMPLE = "2027-01-01 2027-01-03 放假 元旦\n2027-01-09 上班 元旦"


class CitywideAdmin(ScopedModelAdmin):
    """What holds for the whole city: read wherever the permission is held, changed by the city."""

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request)

    def has_add_permission(self, request):
        return request.user.has_perm(self._name("add"), self.model())


class CalendarAdmin(CitywideAdmin):
    """Show which deadlines move before the calendar changes, and move them with it."""

    save_as = False

    @method_decorator(csrf_protect)
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if is_sent(request) and "_confirmed" not in request.POST:
            page = self._preview(request, object_id)
            if page:
                return page
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _preview(self, request, object_id):
        """Return the page that lists the moves, or None when there is nothing to show."""
        obj = self.get_object(request, object_id) if object_id else None
        allowed = (
            self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        )
        if not allowed:
            raise PermissionDenied
        form_class = self.get_form(request, obj, change=bool(obj))
        form = form_class(request.POST, instance=copy(obj))
        if not form.is_valid():
            return None
        moves = clock.preview(self.changed(obj, form))
        return self._page(request, moves, obj) if moves else None

    def _page(self, request, moves, obj):
        hidden = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name != "csrfmiddlewaretoken"
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("This changes the dates of deadlines"),
            "opts": self.opts,
            "object": obj,
            "moves": moves[:SHOWN],
            "more": max(len(moves) - SHOWN, 0),
            "total": len(moves),
            "hidden": hidden,
        }
        return TemplateResponse(request, "admin/core/calendar_preview.html", context)

    def save_model(self, request, obj, form, change):
        touched = self.touched(obj) | (
            self.touched(self.model(**form.initial)) if change else set()
        )
        super().save_model(request, obj, form, change)
        touched |= self.enter_days(request, form)
        self.say(request, clock.recompute(touched))

    def enter_days(self, request, form):
        """Enter the days that the form brings besides its row; return them."""
        return set()

    def say(self, request, moves):
        if moves:
            words = ngettext("%(n)s deadline moved.", "%(n)s deadlines moved.", len(moves))
            messages.info(request, words % {"n": len(moves)})


@admin.register(CalendarDay)
class CalendarDayAdmin(CalendarAdmin):
    list_display = ["day", "kind", "name_zh", "name_en", "source"]
    list_filter = ["kind", "day"]
    search_fields = ["name_zh", "name_en", "source"]
    date_hierarchy = "day"
    governed = False

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def changed(self, old, form):
        """Return the calendar as it would be with the day of `form` in the place of `old`."""
        changes, new = {old.day: None} if old else {}, form.instance
        return current_calendar().with_days(changes | {new.day: new.as_special()})

    def touched(self, obj):
        return {obj.day}

    def delete_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, object_id)
        moves = clock.preview(current_calendar().with_days({obj.day: None})) if obj else []
        context = {"moves": moves[:SHOWN], "more": max(len(moves) - SHOWN, 0), "total": len(moves)}
        return super().delete_view(request, object_id, context | (extra_context or {}))

    def delete_model(self, request, obj):
        history.record(obj, "deleted", by=request.user, changes={"day": obj.day, "kind": obj.kind})
        day = obj.day
        super().delete_model(request, obj)
        self.say(request, clock.recompute({day}))


class YearForm(forms.ModelForm):
    """A published year, and the days of its notice all at once."""

    days = forms.CharField(
        label=_lazy("days of the notice"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "placeholder": EXAMPLE}),
        help_text=_lazy(
            "One line for a day or a run of days: day, last day, 放假 (holiday), 调休 (lieu) or "
            "上班 (work), name. Days that are entered already stay as they are."
        ),
    )
    new_days = ()

    def clean(self):
        """Read the days, and say of each line what is wrong with it."""
        cleaned = super().clean()
        year, source = cleaned.get("year"), cleaned.get("source")
        if cleaned.get("days") and year and source:
            try:
                self.new_days = calendar_notice.read(cleaned["days"], year, source)
            except ValidationError as error:
                self.add_error("days", error)
        return cleaned


@admin.register(CalendarYear)
class CalendarYearAdmin(CalendarAdmin):
    form = YearForm
    list_display = ["year", "source"]
    search_fields = ["source"]

    def get_fields(self, request, obj=None):
        """Return the row's own fields to who only reads."""
        own = ["year", "source"]
        return [*own, "days"] if self.has_change_permission(request, obj) else own

    def changed(self, old, form):
        """Return the calendar in which the year of `form` is published, with its days."""
        days = {row.day: row.as_special() for row in form.new_days}
        return current_calendar().with_days(days, years=[form.instance.year])

    def touched(self, obj):
        return {obj.first_day, obj.last_day}

    def enter_days(self, request, form):
        for row in form.new_days:
            row.save()
            history.record(row, "created", by=request.user, changes={"day": row.day})
        return {row.day for row in form.new_days}
