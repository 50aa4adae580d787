"""The kernel's nouns, one module per mechanism."""

from puyang_property.core.models.history import Event, EventNote, HistoryAnchor
from puyang_property.core.models.imports import ImportJob, ImportMapping, ImportRow

__all__ = ["Event", "EventNote", "HistoryAnchor", "ImportJob", "ImportMapping", "ImportRow"]
