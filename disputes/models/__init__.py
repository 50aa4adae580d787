"""The nouns of the room, one module per family."""

from disputes.models.agreement import Agreement, Clause
from disputes.models.category import Category
from disputes.models.complaint import Complaint
from disputes.models.dispute import Dispute, DisputeQuerySet
from disputes.models.handling import ClockRequest, Message, Referral, VisitAttempt
from disputes.models.mediation import (
    Attendance,
    Mediation,
    MediationSession,
    Party,
    Recusal,
    ServedNotice,
)

__all__ = [
    "Agreement",
    "Attendance",
    "Category",
    "Clause",
    "ClockRequest",
    "Complaint",
    "Dispute",
    "DisputeQuerySet",
    "Mediation",
    "MediationSession",
    "Message",
    "Party",
    "Recusal",
    "Referral",
    "ServedNotice",
    "VisitAttempt",
]
