"""The one admin for all rooms."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(admin.AdminSite):
    """The stock admin under the portal's name; who may enter follows from the posts."""

    site_header = _("Puyang property governance")
    site_title = _("Puyang property governance")
    index_title = _("Registers and cases")
    site_url = "/desk/"


class PortalAdminConfig(AdminConfig):
    """Make the portal's site the default one."""

    default_site = "puyang_property.admin_site.PortalAdminSite"
