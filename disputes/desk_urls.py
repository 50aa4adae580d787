"""The desk pages of the room."""

urlpatterns = []
