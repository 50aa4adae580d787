"""The rulebook in the admin: value in force, default, law, and how sure we are."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from puyang_property.core import counted, rulebook
from puyang_property.core.admin_calendar import CitywideAdmin
from puyang_property.core.models.rules import RuleSetting


class ConfidenceFilter(admin.SimpleListFilter):
    title = gettext_lazy("confidence")
    parameter_name = "confidence"

    def lookups(self, request, model_admin):
        return [
            ("open", gettext_lazy("needs the legal office")),
            ("own", gettext_lazy("own value")),
        ]

    def queryset(self, request, queryset):
        if self.value() == "open":
            codes = [spec.code for spec in rulebook.specs() if spec.needs_legal_office]
            return queryset.filter(code__in=codes)
        return queryset.exclude(length=None) if self.value() == "own" else queryset


@admin.register(RuleSetting)
class RuleSettingAdmin(CitywideAdmin):
    list_display = ["code", "name", "in_force", "default", "basis", "confidence", "changed_at"]
    list_filter = [ConfidenceFilter]
    search_fields = ["code", "reason"]
    fields = ["code", "name", "in_force", "default", "basis", "confidence", "extension"]
    fields += ["length", "reason"]
    readonly_fields = fields[:-2]

    def has_add_permission(self, request):
        return False

    def save_model(self, request, obj, form, change):
        values = {name: form.cleaned_data[name] for name in ("length", "reason")}
        rulebook.change(obj, by=request.user, **values)

    @admin.display(description=gettext_lazy("name"))
    def name(self, obj):
        spec = rulebook.spec(obj.code)
        return spec.name if spec else _("no longer used")

    @admin.display(description=gettext_lazy("value in force"))
    def in_force(self, obj):
        spec = rulebook.spec(obj.code)
        return _amount(obj.length if obj.length is not None else spec.length, spec) if spec else ""

    @admin.display(description=gettext_lazy("default"))
    def default(self, obj):
        spec = rulebook.spec(obj.code)
        return _amount(spec.length, spec) if spec else ""

    @admin.display(description=gettext_lazy("legal basis"))
    def basis(self, obj):
        spec = rulebook.spec(obj.code)
        return " ".join(filter(None, [spec.basis, spec.law_id])) if spec else ""

    @admin.display(description=gettext_lazy("confidence"))
    def confidence(self, obj):
        spec = rulebook.spec(obj.code)
        if spec is None:
            return ""
        words = {
            "V": _("read in the text of the law"),
            "V2": _("quoted by others; read it before relying on it"),
            "M": _("from memory: needs the legal office"),
            "U": _("open or local policy: needs the legal office"),
        }
        return f"{spec.confidence}: {words[spec.confidence]}"

    @admin.display(description=gettext_lazy("extension"))
    def extension(self, obj):
        spec = rulebook.spec(obj.code)
        if spec is None or not spec.extensions:
            return _("none")
        return counted.amount(spec.extension_length, spec.extension_unit)


def _amount(length, spec):
    """Return a rule's value in words; a time of day as a clock shows it."""
    if spec.unit == rulebook.TIME_OF_DAY:
        return "{:02d}:{:02d}".format(*divmod(length, 60))
    return counted.amount(length, spec.unit)
