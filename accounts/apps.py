"""The app of people, posts and areas."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from puyang_property.core.navigation import NavItem, register


class AccountsConfig(AppConfig):
    """Who works where."""

    name = "accounts"
    verbose_name = _("people and areas")

    def ready(self):
        """Enter menu, demo and clock."""
        section = _("Me")
        import_module("accounts.leaving").connect()
        import_module("accounts.demo").register()
        register("desk", NavItem(_("My account"), "accounts:profile", order=90, section=section))
