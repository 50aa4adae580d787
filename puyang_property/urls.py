"""All doors of the portal."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("puyang_property.core.urls")),
    path("desk/", include("puyang_property.core.desk_urls")),
    path("", include("accounts.urls")),
    path("", include("communities.urls")),
    path("", include("disputes.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("puyang_property.api")),
]
