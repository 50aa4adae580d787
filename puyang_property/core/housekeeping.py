"""What the kernel itself does by the clock besides reminders and delivery."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from puyang_property.core import history, idempotency, navigation, notifications, throttle, ticking
from puyang_property.core.files import processing
from puyang_property.core.secrecy.retaining import anonymise_due


def sweep_files(now):
    """Re-encode what lost its task; return how many."""
    return processing.process_lost(now)


def tidy(now):
    """Forget answers and counters that are over, and uploads that no record knows."""
    return {
        "answers": idempotency.forget(now),
        "throttles": throttle.forget(now),
        "orphans": processing.remove_orphans(now),
    }


def anonymise(now):
    """Erase contact details whose time is over; return how many records per kind."""
    return {done.retention.kind: done.count for done in anonymise_due(now)}


def anchor_history(now):
    """Write the anchor of yesterday over all chain heads; return its day."""
    return history.anchor(timezone.localdate(now) - timedelta(days=1)).day.isoformat()


def register():
    """Hand the kernel's jobs to the clock, and put the inbox into the desk's menu."""
    navigation.register(
        "desk",
        navigation.NavItem(
            _("Inbox"),
            "inbox:list",
            order=5,
            count=lambda request: notifications.unread_count(request.user) or None,
            pinned=True,
            icon="inbox",
        ),
    )
    ticking.on_tick("files", sweep_files, every=ticking.MINUTE)
    ticking.on_tick("tidy", tidy)
    ticking.on_tick("anonymise", anonymise)
    ticking.on_tick("anchor history", anchor_history)
