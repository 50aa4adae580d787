"""The kernel's nouns, one module per mechanism."""

from puyang_property.core.models.history import Event, EventNote, HistoryAnchor

__all__ = ["Event", "EventNote", "HistoryAnchor"]
