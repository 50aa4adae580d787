"""Pages of complaints and disputes: the public's and the desk's."""

from disputes import desk_urls, public_urls

app_name = "disputes"
urlpatterns = [*public_urls.urlpatterns, *desk_urls.urlpatterns]
