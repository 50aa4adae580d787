"""What is true of every case, whoever writes it: the database is the last reader."""

from django.db import models
from django.db.models import F, Q

from disputes.choices import FINAL_STATES, OPEN_STATES, State

CONSTRAINTS = [
    models.CheckConstraint(
        condition=Q(state__in=sorted(FINAL_STATES), closed_at__isnull=False)
        | Q(state__in=sorted(OPEN_STATES), closed_at__isnull=True),
        name="dispute_final_iff_closed_at",
    ),
    models.CheckConstraint(
        condition=Q(state=State.MERGED, merged_into__isnull=False)
        | (~Q(state=State.MERGED) & Q(merged_into__isnull=True)),
        name="dispute_merged_iff_merged_into",
    ),
    models.CheckConstraint(
        condition=(Q(state=State.SUSPENDED) & ~Q(resume_state=""))
        | (~Q(state=State.SUSPENDED) & Q(resume_state="")),
        name="dispute_suspended_iff_resume_state",
    ),
    models.CheckConstraint(
        condition=(Q(state=State.REFUSED) & ~Q(refusal_reason=""))
        | (~Q(state=State.REFUSED) & Q(refusal_reason="")),
        name="dispute_refused_iff_reason",
    ),
    models.CheckConstraint(
        condition=Q(state__in=[State.REGISTERED, State.REFERRED, State.REFUSED])
        | Q(state__in=[State.WITHDRAWN, State.MERGED])
        | Q(accepted_at__isnull=False),
        name="dispute_handled_only_when_accepted",
    ),
    models.CheckConstraint(
        condition=Q(summary_released_at__isnull=True, summary_released_by__isnull=True)
        | (
            Q(summary_released_at__isnull=False, summary_released_by__isnull=False) & ~Q(summary="")
        ),
        name="dispute_summary_released_at_iff_by",
    ),
    models.CheckConstraint(
        condition=Q(explained_at__isnull=True, explained_by__isnull=True)
        | Q(explained_at__isnull=False, explained_by__isnull=False),
        name="dispute_explained_at_iff_by",
    ),
    models.CheckConstraint(
        condition=Q(legacy_issue__isnull=True) | Q(transfer__isnull=False),
        name="dispute_legacy_issue_of_a_transfer",
    ),
    models.CheckConstraint(
        condition=~Q(merged_into=F("id")), name="dispute_not_merged_into_itself"
    ),
]
