"""The kernel's nouns, one module per mechanism."""

from puyang_property.core.models.calendar import CalendarDay, CalendarYear
from puyang_property.core.models.clock import Deadline
from puyang_property.core.models.clock_changes import (
    DeadlineExtension,
    DeadlineReminder,
    DeadlineSuspension,
)
from puyang_property.core.models.files import FileState, StoredFile
from puyang_property.core.models.history import Event, EventNote, HistoryAnchor
from puyang_property.core.models.idempotency import IdempotencyKey
from puyang_property.core.models.imports import ImportJob, ImportMapping, ImportRow
from puyang_property.core.models.notifications import (
    Delivery,
    DeliveryState,
    InboxItem,
    Notification,
)
from puyang_property.core.models.rules import RuleSetting
from puyang_property.core.models.secrecy import ReadLog, ThrottleCount

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Deadline",
    "DeadlineExtension",
    "DeadlineReminder",
    "DeadlineSuspension",
    "Event",
    "EventNote",
    "HistoryAnchor",
    "ImportJob",
    "ImportMapping",
    "ImportRow",
    "RuleSetting",
    "FileState",
    "StoredFile",
    "IdempotencyKey",
    "Delivery",
    "DeliveryState",
    "InboxItem",
    "Notification",
    "ReadLog",
    "ThrottleCount",
]
