"""What Celery runs for the kernel; every task may run twice, late or at the same time."""

from celery import shared_task

from puyang_property.core import notifications
from puyang_property.core.files import processing
from puyang_property.core.tasks_clock import tick_day, tick_minute

__all__ = ["deliver", "process_file", "tick_day", "tick_minute"]


@shared_task(soft_time_limit=300)
def deliver():
    """Deliver what is due: started after a commit, and by beat every ten seconds."""
    return notifications.deliver_due()._asdict()


@shared_task(time_limit=180)
def process_file(pk):
    """Re-encode one quarantined file; what is lost here, the sweep finds."""
    return processing.process(pk)
