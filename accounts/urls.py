"""Doors of accounts: log in, second factor, profile."""

app_name = "accounts"
urlpatterns = []
