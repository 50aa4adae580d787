"""API of complaints and disputes."""

urlpatterns = []
