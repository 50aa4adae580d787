"""Admin classes of registers that verbs write."""

from django.contrib import admin

from puyang_property.core.bases.admin import ScopedModelAdmin

NAMES = ("aliases", "former_names")  # lists of further names, shown below


class AliasInline(admin.TabularInline):
    """Rows that hang on a register entry, to read here."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None):
        """Show the rows to whoever may read them."""
        return request.user.has_perm(f"communities.view_{self.opts.model_name}")

    def has_add_permission(self, request, obj=None):
        """Leave adding to the verbs."""
        return False

    def has_change_permission(self, request, obj=None):
        """Leave changing to the verbs."""
        return False


class ByVerbAdmin(ScopedModelAdmin):
    """Rows are written by the verbs `create` and `update`, never by a plain save."""

    def save_form(self, request, form, change):
        """Leave the writing to save_model."""
        return form.instance

    def save_model(self, request, obj, form, change):
        """Write through the verb; a row outside the writer's areas is refused there."""
        if change:
            self.update(request, type(obj)._base_manager.get(pk=obj.pk), form)
            return
        made = self.create(request, form)
        obj.pk, obj._state.adding = made.pk, False
        obj.__dict__.update({k: v for k, v in made.__dict__.items() if k != "_state"})

    def construct_change_message(self, request, form, formsets, add=False):
        """Leave the account of what changed to history."""
        return []

    def save_related(self, request, form, formsets, change):
        """Leave the further names to the verb."""

    def get_fieldsets(self, request, obj=None):
        """Show the further names once, in the list below, to whoever only reads."""
        shown = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return shown
        return [
            (title, {**options, "fields": [n for n in options["fields"] if n not in NAMES]})
            for title, options in shown
        ]
