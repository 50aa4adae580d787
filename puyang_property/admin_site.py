"""The one admin for all rooms."""

from functools import update_wrapper

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# Their rows hold secrets or lie in no area; what staff needs of them are verbs of accounts.
NOT_HERE = {"auth", "axes", "knox", "otp_totp"}

# Words of the stock admin that Django's own Chinese catalogue lacks; ours then has them.
DJANGOS_WORDS = (
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
)


class PortalAdminSite(admin.AdminSite):
    """The stock admin under the portal's name; who may enter follows from the posts."""

    site_header = _("Puyang property governance portal")
    site_title = _("Puyang property governance portal")
    index_title = _("Registers and cases")
    site_url = "/desk/"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Leave out what packages register of themselves."""
        models = (
            model_or_iterable if hasattr(model_or_iterable, "__iter__") else [model_or_iterable]
        )
        ours = [model for model in models if model._meta.app_label not in NOT_HERE]
        super().register(ours, admin_class, **options)

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Let everybody in by the one door of the portal."""
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('accounts:login')}?{urlencode({'next': wanted})}")

    def get_app_list(self, request, app_label=None):
        """Return the rooms as they stand on each other, the topmost first."""
        floors = list(apps.app_configs)
        shown = super().get_app_list(request, app_label)
        return sorted(shown, key=lambda room: -floors.index(room["app_label"]))

    def password_change(self, request, extra_context=None):
        """Change the password where everybody does."""
        return redirect("accounts:password")

    def admin_view(self, view, cacheable=False):
        """Answer 403 to who is signed in and has no business here, instead of asking again."""
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            leaves = request.path == reverse("admin:logout")
            if request.user.is_authenticated and not (leaves or self.has_permission(request)):
                raise PermissionDenied(_("Your post does not use the administration."))
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)


class PortalAdminConfig(AdminConfig):
    """Make the portal's site the default one."""

    default_site = "puyang_property.admin_site.PortalAdminSite"
