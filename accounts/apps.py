"""The app of people, posts and areas."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who works where."""

    name = "accounts"
    verbose_name = _("people and areas")
