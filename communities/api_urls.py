"""API of the register."""

urlpatterns = []
