"""All doors of the portal."""

from django.contrib import admin
from django.urls import include, path

from puyang_property.core import health

handler400 = "puyang_property.core.bodies.bad_request"
handler500 = "puyang_property.core.outages.server_error"
urlpatterns = [
    path("healthz/", health.view, name="health"),
    path("", include("puyang_property.core.urls")),
    path("desk/inbox/", include("puyang_property.core.notifications.urls")),
    path("desk/", include("puyang_property.core.desk_urls")),
    path("files/", include("puyang_property.core.files.urls")),
    path("", include("accounts.urls")),
    path("", include("communities.urls")),
    path("", include("disputes.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("puyang_property.api")),
]
