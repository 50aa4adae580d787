"""The register of compounds."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    """Residential compounds, property companies and service contracts."""

    name = "communities"
    verbose_name = _("communities")
