"""Pages of complaints and disputes."""

app_name = "disputes"
urlpatterns = []
