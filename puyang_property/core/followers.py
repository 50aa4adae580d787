"""Who hears of events at once: copies that must never lag behind what history tells."""

from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

_followers = defaultdict(dict)
_gathered = ContextVar("events that followers hear of later", default=None)


def on_record(model, follow):
    """Let `follow(events)` run after events of a `model` are written, in their transaction.

    For copies that must never lag behind; what is told to people goes through notifications.
    """
    _followers[model][follow] = None


@contextmanager
def gathering():
    """Let followers hear once, at the end, of everything that is written inside.

    For filling much at once: the copies that follow history lag behind until the end, which is
    still in the same transaction. Nothing inside may read them.
    """
    if _gathered.get() is not None:  # inside another: that one tells
        yield
        return
    events = []
    with transaction.atomic():
        token = _gathered.set(events)
        try:
            yield
        finally:
            _gathered.reset(token)
        tell(events)


def tell(events):
    """Let those who follow the models of `events` hear of them, now or when gathering ends."""
    gathered = _gathered.get()
    if gathered is not None:
        gathered.extend(events)
        return
    by_model = defaultdict(list)
    for event in events:
        by_model[event.subject_type].append(event)
    for kind, own in by_model.items():
        for follow in _followers.get(kind.model_class(), ()):
            follow(own)
