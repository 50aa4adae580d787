"""Areas, people and posts in the admin, each administrator inside the own areas."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions, boundaries
from accounts.choices import RoleSlug
from accounts.models import Area, AreaChange, AreaCode, Post, PostHolding, User
from puyang_property.core.bases.admin import ScopedModelAdmin, never_required


class ReadOnlyInline(admin.TabularInline):
    """Rows to read beside their parent, for whoever may view their model."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(f"accounts.view_{self.opts.model_name}")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class AreaCodeInline(ReadOnlyInline):
    model = AreaCode
    fields = ["system", "edition", "code", "name"]


class AreaChangeInline(ReadOnlyInline):
    model = AreaChange
    fk_name = "area"
    fields = ["on", "from_parent", "to_parent"]


class HoldingInline(ReadOnlyInline):
    model = PostHolding
    fields = ["user", "post", "from_on", "to_on"]

    def get_queryset(self, request):
        return PostHolding.objects.visible_to(request.user).select_related("user", "post__area")


@admin.register(Area)
class AreaAdmin(ScopedModelAdmin):
    """Areas change through load_areas and the page of a boundary: that is not a text field."""

    list_display = ["name", "level", "kind", "parent", "key"]
    list_filter = ["level", "kind"]
    list_select_related = ["parent"]
    search_fields = ["name", "pinyin", "initials", "key"]
    inlines = [AreaCodeInline, AreaChangeInline]
    ordering = ["path"]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        area = self.get_object(request, object_id)
        may_move = area is not None and boundaries.possible_parents(area, request.user).exists()
        context = {**(extra_context or {}), "may_move": may_move}
        return super().change_view(request, object_id, form_url, context)


class VacancyFilter(admin.SimpleListFilter):
    """Posts without a holder: whatever waits there waits for a successor."""

    title = gettext_lazy("holder")
    parameter_name = "held"

    def lookups(self, request, model_admin):
        return [("no", _("nobody")), ("yes", _("somebody"))]

    def queryset(self, request, queryset):
        if self.value() == "no":
            return queryset.vacant()
        return queryset.held() if self.value() == "yes" else queryset


class ByActionAdmin(ScopedModelAdmin):
    """Saves through actions; a new row has no lists beside it."""

    def get_inlines(self, request, obj):
        return self.inlines if obj else []


@admin.register(Post)
class PostAdmin(ByActionAdmin):
    list_display = ["__str__", "role", "area", "held_by"]
    list_filter = ["role", VacancyFilter]
    list_select_related = ["area"]
    search_fields = ["name", "area__name", "area__pinyin"]
    autocomplete_fields = ["area"]
    fields = ["role", "area", "name"]
    inlines = [HoldingInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("holdings__user")

    @admin.display(description=gettext_lazy("held by"))
    def held_by(self, post):
        held = [h.user for h in post.holdings.all() if h.is_current and h.user.is_active]
        return "、".join(map(str, held)) or _("nobody")

    def get_readonly_fields(self, request, obj=None):
        fixed = ["role", "area"] if obj else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def save_model(self, request, obj, form, change):
        if change:
            actions.rename_post(obj, by=request.user, name=form.cleaned_data["name"])
            return
        made = actions.open_post(by=request.user, **form.cleaned_data)
        obj.pk, obj._state.adding = made.pk, False


@admin.register(PostHolding)
class PostHoldingAdmin(ByActionAdmin):
    """Appoint by adding a row, vacate by entering its end."""

    list_display = ["user", "post", "from_on", "to_on"]
    list_filter = ["post__role"]
    list_select_related = ["user", "post__area"]
    search_fields = ["user__username", "user__display_name", "post__area__name"]
    autocomplete_fields = ["user", "post"]
    fields = ["user", "post", "from_on", "to_on"]

    def has_add_permission(self, request):
        return request.user.has_perm("accounts.appoint_post")

    def has_change_permission(self, request, obj=None):
        open_ended = obj is None or obj.to_on is None
        return open_ended and request.user.has_perm("accounts.vacate_post", obj)

    def get_fields(self, request, obj=None):
        return self.fields if obj else [name for name in self.fields if name != "to_on"]

    def get_readonly_fields(self, request, obj=None):
        fixed = ["user", "post", "from_on"] if obj else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def save_model(self, request, obj, form, change):
        sent = form.cleaned_data
        if not change:
            holding = actions.appoint(
                sent["post"], sent["user"], by=request.user, on=sent["from_on"]
            )
            obj.pk, obj._state.adding = holding.pk, False
        elif sent["to_on"]:
            actions.vacate(obj, by=request.user, on=sent["to_on"])


class NewUserForm(forms.ModelForm):
    """A login comes with its first post."""

    role = forms.ChoiceField(label=gettext_lazy("role"), choices=RoleSlug)
    area = forms.ModelChoiceField(Area.objects.none(), label=gettext_lazy("area"))

    class Meta:
        model = User
        fields = ["username", "display_name", "email", "language"]

    def clean(self):
        """Refuse a role on a level of area where it does not exist."""
        cleaned = super().clean()
        if cleaned.get("role") and cleaned.get("area"):
            post = Post(role=cleaned["role"], area=cleaned["area"])
            post.clean()
        return cleaned


@admin.register(User)
class UserAdmin(ByActionAdmin):
    list_display = ["username", "display_name", "posts", "is_active", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["username", "display_name"]
    fields = ["username", "display_name", "email", "language", "is_active"]
    readonly_fields = []
    inlines = [HoldingInline]
    actions = ["give_one_time_password", "forget_second_factor"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("holdings__post__area")

    @admin.display(description=gettext_lazy("posts"))
    def posts(self, user):
        return "、".join(str(h.post) for h in user.holdings.all() if h.is_current)

    def has_view_permission(self, request, obj=None):
        """Everybody in the list is visible; User has no area of its own."""
        return request.user.has_perm("accounts.view_user")

    def has_change_permission(self, request, obj=None):
        allowed = request.user.has_perm("accounts.change_user")
        return allowed and (obj is None or obj.governed_by(request.user))

    def get_fields(self, request, obj=None):
        return self.fields if obj else [*NewUserForm.Meta.fields, "role", "area"]

    def get_readonly_fields(self, request, obj=None):
        return ["username"] if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = NewUserForm
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            area = form.base_fields["area"]
            area.queryset = Area.objects.visible_to(request.user, "accounts.add_user")
            area.widget = AutocompleteSelect(Post._meta.get_field("area"), self.admin_site)
            area.widget.is_required = True
            area.widget.use_required_attribute = never_required
        return form

    def save_model(self, request, obj, form, change):
        sent = form.cleaned_data
        if change:
            changed = {name: sent[name] for name in form.changed_data}
            actions.change_user(obj, by=request.user, **changed)
            return
        post = actions.open_post(role=sent.pop("role"), area=sent.pop("area"), by=request.user)
        made, password = actions.create_official(by=request.user, post=post, **sent)
        obj.pk, obj._state.adding = made.pk, False
        self._show(request, made, password)

    @admin.action(description=gettext_lazy("Give a one-time password"), permissions=["change"])
    def give_one_time_password(self, request, queryset):
        for user in queryset:
            self._show(request, user, actions.reset_password(user, by=request.user))

    @admin.action(description=gettext_lazy("Reset the second factor"), permissions=["change"])
    def forget_second_factor(self, request, queryset):
        for user in queryset:
            actions.reset_second_factor(user, by=request.user)
            messages.success(request, _("%s enrols again at the next sign-in.") % user)

    def _show(self, request, user, password):
        words = _("One-time password of %(user)s, shown only now: %(password)s")
        messages.success(request, words % {"user": user, "password": password})
