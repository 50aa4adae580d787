"""Exit handovers for tests."""

from datetime import date

import factory

from communities.handovers.choices import Group, Receiver, State
from communities.models import ExitHandover, HandoverItem
from tests.factories.communities import ServiceContractFactory

REFUSED = {"refused_on": date(2026, 2, 20)}
ORDERED = {
    **REFUSED,
    "ordered_on": date(2026, 2, 24),
    "order_number": "物管责令〔2026〕1号",
    "order_due_on": date(2026, 2, 28),
}
NEEDED = {  # what a handover in a state must say
    State.COMPLETED: {"completed_on": date(2026, 3, 1)},
    State.REFUSED: REFUSED,
    State.ORDERED: ORDERED,
    State.REFERRED: {**ORDERED, "referred_on": date(2026, 3, 1), "referred_to": "城市管理局"},
}


class ExitHandoverFactory(factory.django.DjangoModelFactory):
    """A company hands over to the owners' committee; `state` brings what that state must say."""

    class Meta:
        model = ExitHandover

    contract = factory.SubFactory(
        ServiceContractFactory, starts_on=date(2023, 1, 1), ends_on=date(2026, 2, 10)
    )
    receiver_kind = Receiver.COMMITTEE
    receiver = "业主委员会"
    announced_on = date(2026, 2, 11)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        needed = NEEDED.get(kwargs.get("state"), {})
        return super()._create(model_class, *args, **{**needed, **kwargs})


class HandoverItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HandoverItem

    handover = factory.SubFactory(ExitHandoverFactory)
    group = Group.KEYS
    name = "大门钥匙"
