"""A district official carries the four transfers of one compound to their settlement."""

import pytest
from django.db import transaction
from django.urls import reverse

from communities.choices import Kind
from communities.models import UtilityTransfer
from communities.transfers.choices import Item, Mode, State
from tests.communities.transfers.steps import FIRST, Carrier
from tests.factories.communities import CommunityFactory
from tests.factories.transfers import UtilityTransferFactory
from tests.journeys.conftest import JINGDONG

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RECEIVERS = {
    Item.WATER: ("supply company", "濮阳市自来水公司"),
    Item.POWER: ("supply company", "国网濮阳供电公司"),
    Item.HEAT_GAS: ("supply company", "濮阳市热力公司"),
    Item.PROPERTY: ("state-owned property company", "濮阳市国有物业管理公司"),
}
TRANSFER_FIRST = ("transfer_function", "transfer_assets", "rebuild", "accept")
REBUILD_FIRST = ("rebuild", "accept", "transfer_function", "transfer_assets")
BUTTONS = {
    "survey": "Record survey",
    "sign_agreement": "Record agreement",
    "transfer_function": "Record transfer of the function",
    "transfer_assets": "Record transfer of the assets",
    "rebuild": "Record begin of rebuilding",
    "accept": "Record acceptance of the works",
    "settle": "Settle",
}
SHARES = {
    "central state-capital budget": "450000",
    "group and superior enterprises": "270000",
    "transferring enterprise": "180000",
}


class Official:
    """The official at a browser."""

    def __init__(self, visitor):
        self.visitor = visitor
        visitor.names |= {name for _kind, name in RECEIVERS.values()}

    def identify(self, compound, item):
        visitor = self.visitor
        visitor.open(reverse("communities:transfer_add", args=[compound.pk]))
        visitor.choose("item", item.label)
        visitor.fill("transferring enterprise", "中原油田")
        visitor.choose("kind of enterprise", "central state enterprise")
        visitor.press("Save")
        return UtilityTransfer.objects.get(community=compound, item=item)

    def take(self, transfer, step, day, **facts):
        """Open the page of a step, fill it in and press its button."""
        visitor = self.visitor
        visitor.open(reverse(f"communities:transfer_{step}", args=[transfer.pk]))
        visitor.fill("on which day", day)
        getattr(self, step, lambda transfer: None)(transfer)
        visitor.press(BUTTONS[step])
        transfer.refresh_from_db()

    # -- what each step asks for besides its day
    def survey(self, transfer):
        self.visitor.fill("households", "300")
        if transfer.needs_meters:
            self.visitor.fill("households with a meter of their own", "20")

    def sign_agreement(self, transfer):
        is_first = transfer.item == Item.PROPERTY
        mode = Mode.REBUILD_FIRST if is_first else Mode.TRANSFER_FIRST
        kind, name = RECEIVERS[Item(transfer.item)]
        self.visitor.choose("order", mode.label)
        self.visitor.choose("kind of receiver", kind)
        self.visitor.fill("receiver", name)
        self.visitor.fill("agreed total (yuan)", "900000")

    def transfer_assets(self, transfer):
        self.visitor.fill("approval of the group", "集团〔2017〕88号")

    def rebuild(self, transfer):
        if transfer.mode == Mode.TRANSFER_FIRST:
            self.visitor.fill("rebuilding money with the receiver since", "2017-05-01")

    def accept(self, transfer):
        if transfer.needs_meters:
            self.visitor.fill("households with a meter of their own", "300")
        words = "the works reach the average level of the city's infrastructure"
        self.visitor.field(words).check()

    # -- the money
    def pay(self, transfer):
        visitor = self.visitor
        visitor.open(reverse("communities:cost_add", args=[transfer.pk]))
        visitor.choose("purpose", "repair and rebuilding")
        visitor.choose("borne by", "transferring enterprise")
        visitor.fill("amount (yuan)", "900000")
        visitor.fill("incurred on", "2018-05-01")
        visitor.press("Enter a cost")
        visitor.open(reverse("communities:transfer_fund", args=[transfer.pk]))
        for source, amount in SHARES.items():
            label = visitor.word("%(source)s (yuan)") % {"source": visitor.word(source)}
            visitor.field(label).fill(amount)
        visitor.press("Set the shares")


def test_one_compound_is_handed_over_with_all_four_items(signed_in, areas, officer_hualong):
    # Given a state-enterprise compound whose transfers nobody has opened
    with transaction.atomic():
        compound = CommunityFactory(name="采油一厂家属院", at=JINGDONG, kind=Kind.SOE)
    visitor = signed_in(officer_hualong)
    official = Official(visitor)
    visitor.follow("Utility transfers")
    visitor.sees(compound.name)

    # And the supplies of power and heat, which a colleague brought to the acceptance
    for item in (Item.POWER, Item.HEAT_GAS):
        transfer = UtilityTransferFactory(community=compound, item=item)
        Carrier(transfer, officer_hualong).take(*FIRST)

    # When the official opens water, to be transferred first, and property, to be rebuilt first
    for item, steps in ((Item.WATER, TRANSFER_FIRST), (Item.PROPERTY, REBUILD_FIRST)):
        transfer = official.identify(compound, item)
        for month, step in enumerate(("survey", "sign_agreement", *steps), start=1):
            official.take(transfer, step, f"2017-{month:02}-10")
        assert transfer.state in (State.ACCEPTED, State.ASSETS_TRANSFERRED)

    # Then none is settled before its money adds up
    visitor.open(reverse("communities:transfer_settle", args=[transfer.pk]))
    visitor.press("Settle")
    visitor.sees("No cost is entered, though the agreement names a sum.")
    for transfer in compound.transfers.order_by("pk"):
        official.pay(transfer)
        official.take(transfer, "settle", "2018-12-01")
        assert transfer.state == State.SETTLED

    # And the board says so, each number leading to the compound
    visitor.open(reverse("communities:transfer_board"))
    totals = visitor.row(str(State.SETTLED.label)).first.get_by_role("link")
    assert [link.inner_text()[-1] for link in totals.all()] == ["1"] * 4
    visitor._go(totals)
    visitor.sees(compound.name)
