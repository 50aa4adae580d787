"""The portal's web application with static files as they lie in the source."""

from django.conf import settings

from puyang_property.wsgi import application

__all__ = ["application"]
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
