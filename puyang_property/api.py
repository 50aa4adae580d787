"""The API: version 1 of every room, its schema and its browser page."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from puyang_property.core import problems

app_name = "api"
urlpatterns = [
    path("schema/", login_not_required(SpectacularAPIView.as_view()), name="schema"),
    path(
        "docs/",
        login_not_required(SpectacularSwaggerSplitView.as_view(url_name="api:schema")),
        name="docs",
    ),
    path("v1/", include("accounts.api_urls")),
    path("v1/", include("communities.api_urls")),
    path("v1/", include("disputes.api_urls")),
    path("<path:rest>", problems.nowhere),  # JSON for programs, also where nothing is
]
