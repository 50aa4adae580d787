"""The portal's Celery application whose minute lasts a second, for tests with real processes."""

from puyang_property.celery import TIMETABLE, app

HURRIED = ("puyang_property.core.tasks.tick_minute", "puyang_property.core.tasks.deliver")
app.conf.beat_schedule = {task: {"task": task, "schedule": 1.0} for task in HURRIED}
assert {entry["task"] for entry in TIMETABLE.values()} & set(HURRIED)
