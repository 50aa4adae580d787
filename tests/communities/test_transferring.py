"""A utility transfer is carried from survey to settlement, in the order that was agreed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from communities.choices import Kind
from communities.models import UtilityTransfer
from communities.transfers import actions, money, workflow
from communities.transfers.choices import Enterprise, Item, Mode, Purpose, Receiver, Source, State
from puyang_property.core import history
from puyang_property.core.refusals import Forbidden, Refused, TransitionNotAllowed
from puyang_property.core.workflow import allowed
from tests.factories.communities import CommunityFactory
from tests.factories.transfers import UtilityTransferFactory

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"
DAY = date(2017, 3, 1)


@pytest.fixture
def compound(area):
    return CommunityFactory(at=JINGDONG, kind=Kind.SOE)


@pytest.fixture
def transfer(compound):
    return UtilityTransferFactory(community=compound, item=Item.WATER)


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
            "accept": {"metered": 300, "is_up_to_standard": True},
        }.get(verb, {})


@pytest.fixture
def carrier(transfer, officer_hualong):
    return Carrier(transfer, officer_hualong)


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


def test_a_transfer_is_opened_for_a_state_enterprise_compound_once_per_item(
    compound, officer_hualong
):
    facts = {"enterprise": "中原油田", "enterprise_kind": Enterprise.CENTRAL}
    made = actions.identify(by=officer_hualong, community=compound, item=Item.POWER, **facts)
    assert made.state == State.IDENTIFIED
    assert [event.name for event in history.of(made)] == ["identified"]
    with pytest.raises(ValidationError):
        actions.identify(by=officer_hualong, community=compound, item=Item.POWER, **facts)


def test_an_old_compound_has_no_utility_transfer(officer_hualong, area):
    old = CommunityFactory(at=JINGDONG, kind=Kind.OLD)
    with pytest.raises(Refused):
        actions.identify(by=officer_hualong, community=old, item=Item.POWER)


@pytest.mark.parametrize(
    ("mode", "steps"), [(Mode.TRANSFER_FIRST, FIRST), (Mode.REBUILD_FIRST, AFTER)]
)
def test_both_orders_lead_to_the_settlement(transfer, officer_hualong, mode, steps):
    carrier = Carrier(transfer, officer_hualong, mode)
    carrier.take(*steps)
    pay(transfer, officer_hualong)
    carrier.take("settle", "close")
    transfer.refresh_from_db()
    assert transfer.state == State.CLOSED
    names = [event.name for event in history.of(transfer)]
    assert names[-2:] == ["settled", "closed"]


@pytest.mark.parametrize(
    ("mode", "verb"), [(Mode.TRANSFER_FIRST, "rebuild"), (Mode.REBUILD_FIRST, "transfer_function")]
)
def test_the_agreed_order_is_kept(transfer, officer_hualong, mode, verb):
    carrier = Carrier(transfer, officer_hualong, mode)
    carrier.take(*AGREED)
    with pytest.raises(TransitionNotAllowed):
        carrier.take(verb)
    offered = workflow.WORKFLOW[verb]
    assert offered not in allowed(transfer, officer_hualong)


def test_a_step_of_another_state_is_refused(carrier):
    with pytest.raises(TransitionNotAllowed):
        carrier.take("settle")


def test_a_clerk_carries_a_transfer_and_the_district_settles_it(transfer, clerk_zhongyuan):
    carrier = Carrier(transfer, clerk_zhongyuan)
    carrier.take(*FIRST)
    pay(transfer, clerk_zhongyuan)
    with pytest.raises(Forbidden):
        carrier.take("settle")


def test_nobody_carries_a_transfer_of_another_street(transfer, clerk_shengli):
    with pytest.raises(Forbidden):
        Carrier(transfer, clerk_shengli).take("survey")


def test_the_agreement_names_who_takes_over(carrier, officer_hualong):
    carrier.take("survey")
    facts = {**carrier.facts("sign_agreement"), "receiver": " "}
    with pytest.raises(ValidationError):
        actions.sign_agreement(carrier.transfer, by=officer_hualong, on=DAY, **facts)
    facts["receiver_kind"] = Receiver.SELF_MANAGED
    actions.sign_agreement(carrier.transfer, by=officer_hualong, on=DAY, **facts)
    assert carrier.transfer.state == State.AGREEMENT_SIGNED


def test_works_are_accepted_with_a_meter_for_every_household(carrier, officer_hualong):
    transfer = carrier.take(*FIRST[:-1])
    for facts in (
        {"metered": 299, "is_up_to_standard": True},
        {"metered": 300, "is_up_to_standard": False},
    ):
        with pytest.raises(ValidationError):
            actions.accept(transfer, by=officer_hualong, on=carrier.on, **facts)
    transfer.refresh_from_db()
    assert transfer.state == State.REBUILDING


def test_assets_need_the_approval_of_the_group(carrier, officer_hualong):
    transfer = carrier.take(*FIRST[:4])
    with pytest.raises(ValidationError):
        actions.transfer_assets(transfer, by=officer_hualong, on=DAY, approval_number=" ")


def test_no_day_lies_in_the_future(transfer, officer_hualong):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError):
        actions.survey(transfer, by=officer_hualong, on=tomorrow, households=3)


@pytest.mark.parametrize(
    "given", [("400000", "270000", "180000"), ("450000", "200000", "250000"), ("0", "0", "0")]
)
def test_nothing_is_settled_while_the_shares_break_their_rule(carrier, officer_hualong, given):
    transfer = carrier.take(*FIRST)
    pay(transfer, officer_hualong)
    amounts = zip((Source.CENTRAL, Source.GROUP, Source.ENTERPRISE), given, strict=True)
    money.fund(transfer, by=officer_hualong, amounts={s: Decimal(a) for s, a in amounts})
    with pytest.raises(ValidationError):
        carrier.take("settle")


def test_a_subsidy_without_a_real_transfer_is_shown_as_going_back(carrier, officer_hualong):
    transfer = carrier.take(*AGREED)
    pay(transfer, officer_hualong)
    assert transfer.claw_back == Decimal("450000.00")
    carrier.take("transfer_function")
    assert transfer.claw_back == 0


def test_from_2019_on_no_enterprise_bears_a_cost(transfer, officer_hualong):
    cost = {"purpose": Purpose.REPAIR, "amount": Decimal(5), "incurred_on": date(2019, 1, 1)}
    for source in (Source.ENTERPRISE, Source.GROUP):
        with pytest.raises(ValidationError):
            money.add_cost(transfer, by=officer_hualong, borne_by=source, **cost)
    money.add_cost(transfer, by=officer_hualong, borne_by=Source.LOCAL, **cost)
    assert transfer.costs_total == 5


def test_a_cost_entered_by_mistake_is_taken_back_with_a_reason(transfer, officer_hualong):
    pay(transfer, officer_hualong)
    cost = transfer.costs.first()
    with pytest.raises(ValidationError):
        money.withdraw_cost(cost, by=officer_hualong, note=" ")
    money.withdraw_cost(cost, by=officer_hualong, note="重复录入")
    assert transfer.costs_total == Decimal("450000.00")
    with pytest.raises(Refused):
        money.withdraw_cost(cost, by=officer_hualong, note="重复录入")


def test_settled_money_no_longer_changes(carrier, officer_hualong):
    transfer = carrier.take(*FIRST)
    pay(transfer, officer_hualong)
    carrier.take("settle")
    with pytest.raises(Refused):
        pay(transfer, officer_hualong)
    with pytest.raises(Refused):
        actions.describe(transfer, by=officer_hualong, enterprise="别的")


def test_a_suspended_transfer_goes_back_to_where_it_was(carrier, officer_hualong):
    transfer = carrier.take(*AGREED)
    with pytest.raises(ValidationError):
        actions.suspend(transfer, by=officer_hualong, note="")
    actions.suspend(transfer, by=officer_hualong, note="等省里的标准")
    actions.resume(transfer, by=officer_hualong)
    assert (transfer.state, transfer.resume_state) == (State.AGREEMENT_SIGNED, "")


def test_after_a_cancelled_transfer_the_item_may_be_opened_again(transfer, officer_hualong):
    actions.cancel(transfer, by=officer_hualong, note="小区已拆除")
    facts = {"enterprise": "中原油田", "enterprise_kind": Enterprise.CENTRAL}
    actions.identify(by=officer_hualong, community=transfer.community, item=transfer.item, **facts)
    assert UtilityTransfer.objects.standing().count() == 1


def test_a_function_handed_over_after_2018_is_late(carrier):
    carrier.on = date(2018, 11, 1)
    assert carrier.take(*AGREED, "transfer_function").is_late


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.SUSPENDED},
        {"state": State.AGREEMENT_SIGNED},
        {"state": State.ASSETS_TRANSFERRED},
        {"state": State.SETTLED},
        {"closed_on": DAY},
        {"households": 3, "metered": 4},
    ],
)
def test_the_database_refuses_an_incoherent_transfer(transfer, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        UtilityTransfer.objects.filter(pk=transfer.pk).update(**change)
