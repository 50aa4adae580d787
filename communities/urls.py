"""Pages of the register."""

app_name = "communities"
urlpatterns = []
