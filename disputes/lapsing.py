"""What ends by itself when its day has passed: the window for judicial confirmation."""

import logging

from django.db import transaction
from django.utils import timezone

from disputes import deadlines
from disputes.models import Dispute
from puyang_property.core import clock, history
from puyang_property.core.actors import CLOCK
from puyang_property.core.models import Deadline

logger = logging.getLogger(__name__)


def lapse_confirmation_windows(now):
    """Close the windows that nobody used (People's Mediation Law, Art. 33); return how many.

    A window is a right, not a duty: once over it is not overdue, it is gone. A case in which that
    fails is logged and tried again the next day; the others do not wait for it.
    """
    over = Deadline.objects.overdue(timezone.localdate(now)).filter(kind=deadlines.CONFIRMATION)
    ids = list(over.values_list("subject_id", flat=True))
    return sum(_tried(pk, now) for pk in ids)


def _tried(dispute_id, now):
    try:
        return _lapse(dispute_id, now)
    except Exception:
        logger.exception("The confirmation window of case %s did not lapse.", dispute_id)
        return 0


@transaction.atomic
def _lapse(dispute_id, now):
    dispute = Dispute.objects.select_for_update(no_key=True).get(pk=dispute_id)
    if not clock.cancel(dispute, deadlines.CONFIRMATION, now=now):
        return 0
    history.record(dispute, "confirmation_lapsed", by=CLOCK, now=now)
    return 1
