"""An officer who takes transfers through their steps, and what that costs."""

from datetime import date, timedelta
from decimal import Decimal

from communities.transfers import actions, money
from communities.transfers.choices import Mode, Purpose, Receiver, Source

JINGDONG = "hualong-zhongyuanlu-jingdong"
DAY = date(2017, 3, 1)


class Carrier:
    """An officer who takes a transfer through its steps, a month apart."""

    def __init__(self, transfer, by, mode=Mode.TRANSFER_FIRST):
        self.transfer, self.by, self.mode, self.on = transfer, by, mode, DAY

    def take(self, *verbs):
        for verb in verbs:
            self.on += timedelta(days=30)
            getattr(actions, verb)(self.transfer, by=self.by, on=self.on, **self.facts(verb))
        return self.transfer

    def facts(self, verb):
        return {
            "survey": {"households": 300, "metered": 20, "assets": "水表井12座"},
            "sign_agreement": {
                "mode": self.mode,
                "receiver_kind": Receiver.UTILITY,
                "receiver": "濮阳市自来水公司",
                "total": Decimal("900000.00"),
                "number": "移交〔2017〕12号",
            },
            "transfer_assets": {"approval_number": "集团〔2017〕88号"},
            "rebuild": {"money_received_on": self.on},
            "accept": {"metered": 300, "is_up_to_standard": True},
        }.get(verb, {})


AGREED = ("survey", "sign_intent", "sign_agreement")
FIRST = (*AGREED, "transfer_function", "transfer_assets", "rebuild", "accept")
AFTER = (*AGREED, "rebuild", "accept", "transfer_function", "transfer_assets")


def pay(transfer, by, central="450000", group="270000", enterprise="180000"):
    for source, amount in (("central", central), ("group", group), ("enterprise", enterprise)):
        money.add_cost(
            transfer,
            by=by,
            purpose=Purpose.REPAIR,
            borne_by=source,
            amount=Decimal(amount),
            incurred_on=date(2018, 5, 1),
        )
    amounts = {Source.CENTRAL: central, Source.GROUP: group, Source.ENTERPRISE: enterprise}
    money.fund(transfer, by=by, amounts={s: Decimal(a) for s, a in amounts.items()})
