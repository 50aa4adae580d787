"""What the database refuses of handovers and their lists."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from communities.handovers.choices import State
from communities.models import ExitHandover, HandoverItem
from tests.factories.communities import ServiceContractFactory
from tests.factories.handovers import ExitHandoverFactory, HandoverItemFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "change"),
    [
        (State.ANNOUNCED, {"receiver": ""}),
        (State.ANNOUNCED, {"receiver_kind": "company"}),
        (State.ANNOUNCED, {"receiver_kind": "nobody"}),
        (State.ANNOUNCED, {"state": "forgotten"}),
        (State.ANNOUNCED, {"state": "completed"}),
        (State.ANNOUNCED, {"completed_on": date(2026, 3, 1)}),
        (State.ANNOUNCED, {"state": "refused"}),
        (State.REFUSED, {"state": "ordered"}),
        (State.ORDERED, {"order_number": ""}),
        (State.ORDERED, {"order_due_on": None}),
        (State.ORDERED, {"order_due_on": date(2026, 2, 24)}),
        (State.ORDERED, {"state": "referred"}),
        (State.REFERRED, {"referred_on": None}),
        (State.COMPLETED, {"completed_on": None}),
    ],
    ids=str,
)
def test_an_incoherent_handover_is_refused(community, state, change):
    row = ExitHandoverFactory(contract=ServiceContractFactory(community=community), state=state)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExitHandover.objects.filter(pk=row.pk).update(**change)


def test_a_second_handover_of_a_contract_is_refused(community):
    contract = ServiceContractFactory(community=community)
    ExitHandoverFactory(contract=contract, state=State.CANCELLED)
    ExitHandoverFactory(contract=contract)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExitHandoverFactory(contract=contract)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"group": "garden"},
        {"result": "lost"},
        {"result": "handed"},
        {"result": "handed", "settled_on": date(2026, 3, 1)},
        {"result": "missing", "settled_on": date(2026, 3, 1)},
        {"result": "disputed", "settled_on": date(2026, 3, 1)},
        {"settled_on": date(2026, 3, 1)},
    ],
    ids=str,
)
def test_an_incoherent_item_is_refused(community, change):
    handover = ExitHandoverFactory(contract=ServiceContractFactory(community=community))
    item = HandoverItemFactory(handover=handover)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandoverItem.objects.filter(pk=item.pk).update(**change)
