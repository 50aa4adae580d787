"""What somebody was told, and what still waits for somebody to be appointed."""

from django.utils import timezone

from puyang_property.core.models.notifications import InboxItem, Notification


def unread_count(user):
    """Return how many inbox items `user` has not opened."""
    return InboxItem.objects.of(user).unread().count() if user.is_authenticated else 0


def waiting_without_holder(day=None):
    """Return the notifications whose post nobody holds, oldest last."""
    return Notification.objects.without_holder(day or timezone.localdate())


def mark_read(items, *, now=None):
    """Mark the unread ones of `items` as read; return how many."""
    return items.unread().order_by().update(read_at=now or timezone.now())
