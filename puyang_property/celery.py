"""Background work: the Celery application and the one timetable."""

import os

from celery import Celery
from celery.beat import PersistentScheduler
from celery.schedules import crontab
from celery.signals import celeryd_init, heartbeat_sent, setup_logging

from puyang_property.core import heartbeats

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puyang_property.settings")

# What beat starts, and how often: seconds or a crontab in Shanghai time. Tasks live in tasks.py.
#     "deliver notifications": {"task": "puyang_property.core.tasks.deliver", "schedule": 10.0},
TIMETABLE = {
    "deliver notifications": {
        "task": "puyang_property.core.tasks.deliver",
        "schedule": 10.0,
        "options": {"expires": 9},
    },
    "the clock, by the minute": {
        "task": "puyang_property.core.tasks.tick_minute",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "the clock, by the day": {
        "task": "puyang_property.core.tasks.tick_day",
        "schedule": crontab(hour=0, minute=5),
    },
}

# A page that hands work over must not wait for a dead Redis: one second, one attempt; the sweep
# makes up for it.
IMPATIENT = {
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
# A worker blocks on its queue by design, and unfinished work comes back after an hour.
PATIENT = {"socket_connect_timeout": 5, "socket_timeout": 30, "visibility_timeout": 3600}

app = Celery("puyang_property")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.add_defaults(
    {
        "timezone": "Asia/Shanghai",
        "enable_utc": True,
        "accept_content": ["json"],
        "task_serializer": "json",
        "result_serializer": "json",
        "task_ignore_result": True,
        "task_acks_late": True,  # every task may run twice, none may be lost with a killed worker
        "task_reject_on_worker_lost": True,
        "task_publish_retry": False,
        "worker_prefetch_multiplier": 1,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "broker_connection_timeout": 1,
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": IMPATIENT,
        "beat_schedule": TIMETABLE,
        "beat_max_loop_interval": 3,
        "beat_scheduler": "puyang_property.celery:BeatingScheduler",
    }
)
app.autodiscover_tasks()


@setup_logging.connect
def log_like_the_portal(**kwargs):
    """Keep the handlers that Django set up: they redact codes and telephone numbers."""


@celeryd_init.connect
def be_patient(conf=None, **kwargs):
    """Give a worker the timeouts of somebody who waits for work."""
    conf.broker_transport_options = PATIENT


@heartbeat_sent.connect
def worker_lives(**kwargs):
    """Note that the worker's main loop turns."""
    heartbeats.note("worker")


class BeatingScheduler(PersistentScheduler):
    """The scheduler that survives a restart, leaving a sign of life at each tick."""

    def tick(self, *args, **kwargs):
        """Start what is due; return the seconds until the next look."""
        wait = super().tick(*args, **kwargs)
        heartbeats.note("beat")
        return wait
