"""API routes of complaints and disputes."""

from rest_framework.routers import SimpleRouter

from disputes.api import CategoryViewSet, ComplaintViewSet, DisputeViewSet

router = SimpleRouter()
router.register("complaints", ComplaintViewSet, basename="complaint")
router.register("categories", CategoryViewSet, basename="category")
router.register("disputes", DisputeViewSet, basename="dispute")
urlpatterns = router.urls
