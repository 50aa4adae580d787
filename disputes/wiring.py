"""What this room tells the kernel once, when the portal starts."""

from disputes import deadlines, notifications
from disputes.models import Clause, Dispute
from puyang_property.core import clock, rulebook


def connect():
    """Register clocks and occasions."""
    for spec in deadlines.SPECS:
        rulebook.register(spec)
    clock.register_subject(Dispute, recipients=notifications.recipients)
    clock.register_subject(Clause, recipients=notifications.recipients)
    notifications.register_occasions()
