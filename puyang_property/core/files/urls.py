"""Where files are read."""

from django.urls import path

from puyang_property.core.files import views

app_name = "files"
urlpatterns = [path("<uuid:uuid>/", views.serve, name="serve")]
