"""The rules about one row of a utility transfer, as the database keeps them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.transfers.choices import (
    ONLY_PROPERTY,
    ONLY_SUPPLIES,
    UNDER_AGREEMENT,
    Filing,
    Item,
    Receiver,
    State,
)

SIGNED = sorted(UNDER_AGREEMENT)
HANDED_OVER = sorted({State.ASSETS_TRANSFERRED, State.SETTLED, State.CLOSED})
REACHED = {  # which states cannot be without which day, whatever the order
    "surveyed_on": [State.SURVEYED, *SIGNED],
    "function_transferred_on": [State.FUNCTION_TRANSFERRED],
    "rebuilding_begun_on": [State.REBUILDING, State.ACCEPTED, State.SETTLED, State.CLOSED],
    "accepted_on": [State.ACCEPTED, State.SETTLED, State.CLOSED],
}

CONSTRAINTS = [
    models.UniqueConstraint(
        fields=["community", "item"],
        condition=~Q(state=State.CANCELLED) & Q(withdrawn_at__isnull=True),
        name="transfer_one_per_compound_and_item",
        violation_error_message=_("This item of this compound has a transfer already."),
    ),
    models.CheckConstraint(
        condition=(Q(state=State.SUSPENDED) & ~Q(resume_state=""))
        | (~Q(state=State.SUSPENDED) & Q(resume_state="")),
        name="transfer_suspended_iff_resume_state",
    ),
    models.CheckConstraint(
        condition=~Q(state__in=SIGNED)
        | (
            Q(agreement_signed_on__isnull=False, agreed_total__isnull=False)
            & ~Q(receiver_kind="")
            & (Q(receiver_kind=Receiver.SELF_MANAGED) | ~Q(receiver=""))
        ),
        name="transfer_signed_names_receiver_and_money",
        violation_error_message=_("An agreement names who takes over, and the money."),
    ),
    models.CheckConstraint(
        condition=Q(item=Item.PROPERTY) & ~Q(receiver_kind__in=sorted(ONLY_SUPPLIES))
        | ~Q(item=Item.PROPERTY) & ~Q(receiver_kind__in=sorted(ONLY_PROPERTY)),
        name="transfer_receiver_fits_item",
        violation_error_message=_("This kind of receiver does not take this item over."),
    ),
    *(
        models.CheckConstraint(
            condition=~Q(state__in=states) | Q(**{f"{day}__isnull": False}),
            name=f"transfer_state_has_{day}",
        )
        for day, states in REACHED.items()
    ),
    models.CheckConstraint(
        condition=Q(accepted_on__isnull=True)
        | Q(item=Item.PROPERTY)
        | Q(households__isnull=False, metered__gte=models.F("households")),
        name="transfer_accepted_with_a_meter_each",
        violation_error_message=_(
            "Every household needs a meter of its own before the acceptance."
        ),
    ),
    models.CheckConstraint(
        condition=Q(withdrawn_at__isnull=True) | Q(state=State.IDENTIFIED),
        name="transfer_withdrawn_only_at_the_start",
    ),
    models.CheckConstraint(
        condition=~Q(state__in=HANDED_OVER)
        | (
            Q(function_transferred_on__isnull=False, assets_transferred_on__isnull=False)
            & ~Q(approval_number="")
        ),
        name="transfer_assets_follow_function_and_approval",
    ),
    models.CheckConstraint(
        condition=Q(state__in=[State.SETTLED, State.CLOSED], settled_on__isnull=False)
        | (~Q(state__in=[State.SETTLED, State.CLOSED]) & Q(settled_on__isnull=True)),
        name="transfer_settled_iff_settled_on",
    ),
    models.CheckConstraint(
        condition=Q(state=State.CLOSED, closed_on__isnull=False)
        | (~Q(state=State.CLOSED) & Q(closed_on__isnull=True)),
        name="transfer_closed_iff_closed_on",
    ),
    models.CheckConstraint(
        condition=Q(metered__isnull=True)
        | Q(households__isnull=True)
        | Q(metered__lte=models.F("households")),
        name="transfer_metered_within_households",
        violation_error_message=_("There cannot be more meters than households."),
    ),
    models.CheckConstraint(
        condition=Q(filed_on__isnull=True, filed_with="", filing_number="")
        | Q(filed_on__isnull=False, filed_with__in=Filing.values),
        name="transfer_filing_names_day_and_office",
        violation_error_message=_("A filing has its day and the office that it went to."),
    ),
]
