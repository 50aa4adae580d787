"""The public frame: home, help, privacy, accessibility, settings."""

from django.urls import path

from puyang_property.core import pages, preferences

app_name = "site"
urlpatterns = [
    path("", pages.home, name="home"),
    path("help/", pages.help_page, name="help"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("preferences/", preferences.preferences, name="preferences"),
]
