"""The portal's Celery application in a hurry: a minute lasts half a second, batches are small."""

from importlib import import_module

import django
from django.conf import settings

from puyang_property.celery import app

settings.EMAIL_BACKEND = "tests.faults.post_office.PostOffice"
django.setup()
for name in ("reminders", "notifications.delivery"):
    import_module(f"puyang_property.core.{name}").BATCH = 3
TASKS = ("puyang_property.core.tasks.tick_minute", "puyang_property.core.tasks.deliver")
app.conf.beat_schedule = {task: {"task": task, "schedule": 0.5} for task in TASKS}
