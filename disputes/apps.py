"""Complaints and the cases made of them."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisputesConfig(AppConfig):
    """Complaints, disputes and mediation."""

    name = "disputes"
    verbose_name = _("disputes")

    def ready(self):
        """Tell the kernel the clocks, occasions, files and panels of this room."""
        import_module("disputes.wiring").connect()
