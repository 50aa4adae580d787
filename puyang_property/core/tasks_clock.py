"""What beat starts for the clock; each task may run twice or late without harm."""

from celery import shared_task
from django.utils import timezone

from puyang_property.core import ticking


@shared_task(name="puyang_property.core.tasks.tick_minute")
def tick_minute():
    """Send the reminders that are due, and do what rooms do by the minute."""
    return _told(ticking.tick(timezone.now(), every=(ticking.MINUTE,), deliver=False))


@shared_task(name="puyang_property.core.tasks.tick_day")
def tick_day():
    """Do what rooms do once a day."""
    return _told(ticking.tick(timezone.now(), every=(ticking.DAY,), deliver=False))


def _told(done):
    return {name: str(result) for name, result in done}
