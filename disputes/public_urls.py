"""The residents' pages of the room."""

from django.urls import path, re_path

from disputes.views import filing, following

NUMBER = r"(?P<number>PY-\d{4}-\d{6,9}-[A-Z])"

urlpatterns = [
    path("file/", filing.file, name="file"),
    path("file/receipt/", filing.receipt, name="receipt"),
    path("track/", following.track, name="track"),
    path("track/leave/", following.leave, name="leave"),
    re_path(rf"^track/{NUMBER}/$", following.status, name="status"),
    re_path(rf"^track/{NUMBER}/(?P<step>add|answer|reopen|withdraw)/$", following.act, name="act"),
]
