"""The utility transfers of the demo: some closed, some on their way."""

from datetime import date, timedelta
from decimal import Decimal

from communities.choices import Kind
from communities.transfers import actions, legacy, money, papers
from communities.transfers.choices import (
    Enterprise,
    Filing,
    IssueKind,
    Item,
    Mode,
    Purpose,
    Receiver,
    Source,
    State,
)
from puyang_property.core import demo

BEGIN, LATE = date(2016, 9, 5), date(2018, 10, 8)
PACE = timedelta(days=45)
PER_HOUSEHOLD = {Item.WATER: 3000, Item.POWER: 5000, Item.HEAT_GAS: 9000, Item.PROPERTY: 4000}
RECEIVERS = {
    Item.WATER: (Receiver.UTILITY, "濮阳市自来水公司"),
    Item.POWER: (Receiver.UTILITY, "国网濮阳供电公司"),
    Item.HEAT_GAS: (Receiver.UTILITY, "濮阳市热力公司"),
    Item.PROPERTY: (Receiver.STATE_COMPANY, "濮阳市国有物业管理公司"),
}
LEFT = {
    Item.WATER: "两栋楼仍合用一块总表，未分户计量。",
    Item.POWER: "三户表箱安装在楼道消防通道内，需移位。",
    Item.HEAT_GAS: "换热站竣工图纸缺失。",
    Item.PROPERTY: "物业用房权属资料未移交。",
}
SHARES = {Source.CENTRAL: 50, Source.GROUP: 30, Source.ENTERPRISE: 20}
AGREED = ("survey", "sign_intent", "sign_agreement")
WAYS = {
    Mode.TRANSFER_FIRST: (*AGREED, "transfer_function", "transfer_assets", "rebuild", "accept"),
    Mode.REBUILD_FIRST: (*AGREED, "rebuild", "accept", "transfer_function", "transfer_assets"),
}


def fill(demo_):
    """Open the four transfers of every state-enterprise compound; carry each to its place."""
    compounds = [row for row in demo_.communities if row.kind == Kind.SOE]
    for number, compound in enumerate(compounds):
        for place, item in enumerate(Item):
            begin = LATE if (number, item) == (0, Item.PROPERTY) else BEGIN
            transfer = _Transfer(demo_, compound, item, list(Mode)[number % 2], begin)
            transfer.carry(9 - (number * 2 + place) % 8)
            transfer.stand_out(demo_)


class _Transfer:
    """One transfer of the demo on its way."""

    def __init__(self, demo_, compound, item, mode, begin):
        self.by = demo_.people[f"officer_{compound.area_path.split('/')[1]}"]
        self.on, self.mode, self.item = begin, mode, item
        self.total = Decimal(PER_HOUSEHOLD[item]) * compound.households
        self.row = actions.identify(
            by=self.by,
            community=compound,
            item=item,
            enterprise="中原油田",
            enterprise_kind=Enterprise.CENTRAL,
            households=compound.households,
            now=demo.at(self.on),
        )

    def carry(self, steps):
        """Take so many steps; pay before the settlement."""
        way = (*WAYS[self.mode], "settle", "close")
        for verb in way[:steps]:
            if verb == "settle":
                self.pay()
            self.on += PACE
            now = demo.at(self.on)
            getattr(actions, verb)(self.row, by=self.by, on=self.on, now=now, **self.facts(verb))
            if verb == "transfer_assets" and self.item != Item.HEAT_GAS:
                self.file()

    def file(self):
        """Record the filing of the assets, some weeks after they went over."""
        on = self.on + timedelta(days=20)
        papers.file_assets(
            self.row,
            by=self.by,
            on=on,
            filed_with=Filing.SASAC,
            number=f"国资备〔{on.year}〕{self.row.pk}号",
            now=demo.at(on),
        )

    def stand_out(self, demo_):
        """Let a subsidy wait for its transfer, and something be left behind after the last step."""
        if self.row.state == State.AGREEMENT_SIGNED:
            subsidy = {Source.CENTRAL: self.total / 2}
            money.fund(self.row, by=self.by, amounts=subsidy, now=demo.at(self.on))
        if self.row.state in (State.SETTLED, State.CLOSED):
            legacy.leave_issue(
                self.row,
                by=self.by,
                kind=IssueKind.METERS if self.row.needs_meters else IssueKind.PAPERS,
                text=LEFT[self.item],
                responsible=self.by.current_posts[0],
                due_on=demo_.today + timedelta(days=60),
                now=demo.at(self.on),
            )

    def pay(self):
        """Enter what was spent in 2017 and who gave it."""
        amounts = {source: self.total * share / 100 for source, share in SHARES.items()}
        for source, amount in amounts.items():
            money.add_cost(
                self.row,
                by=self.by,
                purpose=Purpose.REPAIR,
                borne_by=source,
                amount=amount,
                incurred_on=date(2017, 8, 1),
                now=demo.at(self.on),
            )
        money.fund(self.row, by=self.by, amounts=amounts, now=demo.at(self.on))

    def facts(self, verb):
        """Return what the step asks for besides its day."""
        kind, receiver = RECEIVERS[self.item]
        return {
            "survey": {
                "households": self.row.households,
                "metered": self.row.households // 3 if self.row.needs_meters else None,
            },
            "sign_agreement": {
                "mode": self.mode,
                "receiver_kind": kind,
                "receiver": receiver,
                "total": self.total,
                "number": f"移交〔2017〕{self.row.pk}号",
            },
            "transfer_assets": {"approval_number": f"集团〔2017〕{self.row.pk}号"},
            "rebuild": {"money_received_on": self.on if self.mode == Mode.TRANSFER_FIRST else None},
            "accept": {
                "metered": self.row.households if self.row.needs_meters else None,
                "is_up_to_standard": True,
            },
        }.get(verb, {})


def register():
    """Enter this part, after the compounds."""
    demo.register(25, fill)
