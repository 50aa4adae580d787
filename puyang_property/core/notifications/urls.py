"""The doors of the inbox."""

from django.urls import path

from puyang_property.core.notifications import views

app_name = "inbox"
urlpatterns = [
    path("", views.item_list, name="list"),
    path("read-all/", views.read_all, name="read_all"),
    path("<int:pk>/", views.item_detail, name="detail"),
]
