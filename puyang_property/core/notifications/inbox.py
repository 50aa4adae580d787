"""What somebody was told, and what still waits for somebody to be appointed."""

from django.db.models import Count
from django.utils import timezone

from puyang_property.core.models.notifications import InboxItem, Notification
from puyang_property.core.prepared import Asked, Prepared

UNREAD = Prepared(  # every page of the desk asks
    lambda: (
        InboxItem.objects.filter(user=Asked("user"))
        .unread()
        .values_list("user")
        .annotate(Count("pk"))
    )
)


def unread_count(user):
    """Return how many inbox items `user` has not opened."""
    found = UNREAD.first(user=user.pk) if user.is_authenticated else None
    return found[1] if found else 0


def waiting_without_holder(day=None):
    """Return the notifications whose post nobody holds, oldest last."""
    return Notification.objects.without_holder(day or timezone.localdate())


def mark_read(items, *, now=None):
    """Mark the unread ones of `items` as read; return how many."""
    return items.unread().order_by().update(read_at=now or timezone.now())
