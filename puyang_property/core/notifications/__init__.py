"""Tell posts and contacts what happened: write in the action's transaction, deliver afterwards."""

from puyang_property.core.notifications.channels import Address
from puyang_property.core.notifications.delivery import Counts, deliver_due, send_again
from puyang_property.core.notifications.inbox import unread_count, waiting_without_holder
from puyang_property.core.notifications.occasions import Occasion, register
from puyang_property.core.notifications.outbox import Notice, notify, notify_many

__all__ = [
    "Address",
    "Counts",
    "Notice",
    "Occasion",
    "deliver_due",
    "notify",
    "notify_many",
    "register",
    "send_again",
    "unread_count",
    "waiting_without_holder",
]
