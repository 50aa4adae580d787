"""Doors of accounts: log in, second factor, password, profile."""

from django.urls import path

from accounts import views
from accounts.boundary_views import BoundaryView

app_name = "accounts"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("login/code/", views.code_page, name="second_factor"),
    path("account/", views.profile, name="profile"),
    path("account/password/", views.password, name="password"),
    path("account/tokens/end/", views.end_tokens, name="end_tokens"),
    path("desk/areas/<slug:key>/boundary/", BoundaryView.as_view(), name="boundary"),
]
