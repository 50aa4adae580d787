"""The kernel as a Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models import BigAutoField
from django.utils.translation import gettext_lazy as _

from puyang_property.core import navigation
from puyang_property.core.lookups import Among


class CoreConfig(AppConfig):
    """Transitions, history, clock, notifications, files, secrecy: no domain noun."""

    name = "puyang_property.core"
    label = "core"
    verbose_name = _("kernel")

    def ready(self):
        """Make the kernel's lookup known and put its own pages into the menus."""
        BigAutoField.register_lookup(Among)
        navigation.register("public", navigation.NavItem(_("Help"), "site:help", order=90))
        desk = navigation.NavItem(_("Today's work"), "desk:home", order=0)
        navigation.register("desk", desk)
        dates = navigation.NavItem(
            _("Dates"), "desk:dates", order=25, permission="core.view_deadline"
        )
        navigation.register("desk", dates)
        import_module("puyang_property.core.housekeeping").register()
