"""The desk of staff: what is due, inbox, gallery."""

from django.urls import path

from puyang_property.core import desk, gallery
from puyang_property.core.desk_dates import DatesView
from puyang_property.core.importer import urls as imports

app_name = "desk"
urlpatterns = [
    path("", desk.home, name="home"),
    path("dates/", DatesView.as_view(), name="dates"),
    path("gallery/", gallery.gallery, name="gallery"),
    *imports.urlpatterns,
]
