"""All doors of the portal, and the baseline pages beside them."""

from django.urls import path

from benchmark import baselines
from puyang_property.urls import urlpatterns as portal

urlpatterns = [
    path("bench/one-row/", baselines.one_row),
    path("bench/fifty-rows/", baselines.fifty_rows),
    path("bench/one-insert/", baselines.one_insert),
    *portal,
]
