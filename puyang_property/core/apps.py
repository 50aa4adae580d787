"""The kernel as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Transitions, history, clock, notifications, files, secrecy: no domain noun."""

    name = "puyang_property.core"
    label = "core"
    verbose_name = _("kernel")
