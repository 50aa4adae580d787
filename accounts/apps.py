"""The app of people, posts and areas."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from puyang_property.core.navigation import NavItem, register


class AccountsConfig(AppConfig):
    """Who works where."""

    name = "accounts"
    verbose_name = _("people and areas")

    def ready(self):
        """Put one's own account into the desk's menu."""
        section = _("Me")
        register("desk", NavItem(_("My account"), "accounts:profile", order=90, section=section))
