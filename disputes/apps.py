"""Complaints and the cases made of them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisputesConfig(AppConfig):
    """Complaints, disputes and mediation."""

    name = "disputes"
    verbose_name = _("disputes")
