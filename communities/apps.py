"""The register of compounds."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    """Residential compounds, property companies and service contracts."""

    name = "communities"
    verbose_name = _("communities")

    def ready(self):
        """Enter the room's rules, clock subject, menu entries and import."""
        import_module("communities.wiring").connect()
