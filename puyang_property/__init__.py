"""The composition root: settings, URLs, API, roles and the clock."""

from puyang_property.celery import app as celery_app

__all__ = ["celery_app"]
